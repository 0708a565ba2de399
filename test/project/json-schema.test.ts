import { expect, test } from 'vitest'
import { jsonSchema, schemaNames } from '../../src/project/json-schema.ts'
import { expectedText } from '../support/transcript.ts'

test.each(schemaNames)('schemas/%s.json is what the program prints; UPDATE=1 writes it', (name) => {
  const made = `${JSON.stringify(jsonSchema(name), null, 2)}\n`
  expect(made === expectedText(`schemas/${name}.json`, made)).toBe(true)
})

test('keys have the descriptions of the definitions, and say when they have no effect', () => {
  expect(jsonSchema('project')).toMatchObject({
    title: 'project.yml',
    required: ['name'],
    additionalProperties: false,
    properties: {
      layers: { description: 'Layers from low to high: bronze, silver, gold.' },
      snapshots: { description: expect.stringMatching(/ Has no effect: .+\.$/) },
      models: { anyOf: [{ $ref: '#/definitions/models' }, { type: 'null' }] },
    },
  })
})
