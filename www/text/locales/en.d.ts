/** A sentence with `{name}` places, or one for each plural category of `Intl.PluralRules`, chosen by `{n}`. */
export type Sentence = string | { readonly [category in Intl.LDMLPluralRule]?: string };
declare const sentences: Readonly<Record<string, Sentence>>;
export default sentences;
