package e2e

import "net/http"

// perform performs the actions of one input source.
func (w *webkitTab) perform(source object) error {
	return w.call("/actions", object{"actions": []object{source}}, nil)
}

func (w *webkitTab) Click(x, y float64) error {
	if err := w.perform(clickAt(x, y)); err != nil {
		return err
	}
	return w.session.callIn(w.handle, http.MethodDelete, "/actions", nil, nil)
}

func (w *webkitTab) Move(x, y float64) error { return w.perform(pointer(moveTo(x, y))) }

func (w *webkitTab) clickElement(selector string) error { return clickElement(w, selector) }

func (w *webkitTab) Key(key string, modifiers ...string) error {
	keys, err := keyboard(key, modifiers...)
	if err != nil {
		return err
	}
	return w.perform(keys)
}
