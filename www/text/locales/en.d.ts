// payments-widget/locales/en and so on: the words of the form in each language, to begin words of your own from.

/** A sentence with `{name}` places, or one for each plural category of `Intl.PluralRules`, chosen by `{n}`. */
export type Sentence = string | { readonly [category in Intl.LDMLPluralRule]?: string };
/** The sentences of one language, by their keys. */
declare const sentences: Readonly<Record<string, Sentence>>;
export default sentences;
