/** Names that Windows keeps for devices, in any case, as part of a regular expression: no folder can have one there. */
export const deviceNames = '[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][oO][mM][0-9]|[lL][pP][tT][0-9]'
