declare const brand: unique symbol

/** Hash of everything that can change a model's rows: the name of a version. 64 lower-case hexadecimal digits. */
export type Fingerprint = string & { readonly [brand]: 'Fingerprint' }
