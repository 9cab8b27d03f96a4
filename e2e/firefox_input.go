package e2e

// perform performs the actions of one input source.
func (f *firefoxTab) perform(source object) error {
	return f.call("input.performActions", object{"actions": []object{source}}, nil)
}

func (f *firefoxTab) Click(x, y float64) error {
	if err := f.perform(clickAt(x, y)); err != nil {
		return err
	}
	// Without a release, two clicks within a short time are a double click.
	return f.call("input.releaseActions", object{}, nil)
}

func (f *firefoxTab) Move(x, y float64) error { return f.perform(pointer(moveTo(x, y))) }

func (f *firefoxTab) clickElement(selector string) error { return clickElement(f, selector) }

func (f *firefoxTab) Key(key string, modifiers ...string) error {
	keys, err := keyboard(key, modifiers...)
	if err != nil {
		return err
	}
	// While the focused element has no layout, as after a patch has moved it, Firefox dispatches keys to
	// the body. This call computes the layout.
	if err := f.Eval("document.activeElement?.getClientRects().length", nil); err != nil {
		return err
	}
	return f.perform(keys)
}
