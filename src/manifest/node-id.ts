declare const brand: unique symbol

/** `<type>.<package>.<name>`, as in dbt's manifest: `model.tpch.finance_metrics`. */
export type NodeId = string & { readonly [brand]: 'NodeId' }

export function nodeId(type: string, packageName: string, name: string): NodeId {
  return `${type}.${packageName}.${name}` as NodeId
}
