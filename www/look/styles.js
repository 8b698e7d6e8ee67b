// The sheet of the looks that most forms do not have, as a file of its own: `appearance.style`, `labels` and `layout`.
import css from './styles.css';

export default css;
