/* What a reader chooses in a notebook, the theme and the language: kept in the widget's model, and followed where the
   kernel changes them. `notebook.js` and `orders.js` use it. */

/* The choices so far, as options of a view, and how it keeps new ones. */
export function choicesIn(model) {
  const keep = (name) => (value) => {
    model.set(name, value);
    model.save_changes();
  };
  return { theme: model.get("theme"), language: model.get("language"), onTheme: keep("theme"), onLanguage: keep("language") };
}

/* Listeners for changes of the choices. `view()` is the view of now; another language makes it anew, in `reword`. */
export function choiceListeners(model, view, reword) {
  return {
    "change:theme": () => view().theme.choose(model.get("theme")),
    "change:language": () => {
      const language = model.get("language");
      if (language !== view().words.language) reword(language);
    },
  };
}

/* Listen to a model; the answer is a function that ends it. */
export function listenTo(model, listeners) {
  for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
  };
}
