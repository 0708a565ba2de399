import type { Expression, Statement } from '../ast.ts'
import { innerExpressions, innerStatements, statementExpressions } from '../walk.ts'

/** Every name that statements read, at any depth. */
export function readNames(list: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>()
  const readExpression = (node: Expression): void => {
    if (node.type === 'name') names.add(node.name)
    innerExpressions(node).forEach(readExpression)
  }
  const readStatement = (node: Statement): void => {
    statementExpressions(node).forEach(readExpression)
    innerStatements(node).forEach(readStatement)
  }
  list.forEach(readStatement)
  return names
}
