package e2e

import (
	"fmt"
	"time"
)

// perform performs the actions of one input source.
func (f *firefoxTab) perform(source object, actions ...object) error {
	source["actions"] = actions
	return f.call("input.performActions", object{"actions": []object{source}}, nil)
}

func (f *firefoxTab) Click(x, y float64) error {
	err := f.perform(object{"type": "pointer", "id": "mouse"},
		object{"type": "pointerMove", "x": x, "y": y},
		object{"type": "pointerDown", "button": 0},
		object{"type": "pointerUp", "button": 0})
	if err != nil {
		return err
	}
	// Without a release, two clicks within a short time are a double click.
	return f.call("input.releaseActions", object{}, nil)
}

func (f *firefoxTab) Move(x, y float64) error {
	return f.perform(object{"type": "pointer", "id": "mouse"}, object{"type": "pointerMove", "x": x, "y": y})
}

func (f *firefoxTab) clickElement(selector string) error {
	for end := time.Now().Add(waitTimeout); ; {
		var at []float64
		err := f.Eval(`(e => {
			if (!e?.checkVisibility()) return []
			e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
			const r = e.getClientRects()[0]
			return r ? [r.x + r.width / 2, r.y + r.height / 2] : []
		})(document.querySelector(`+quote(selector)+`))`, &at)
		if err == nil && len(at) == 2 {
			return f.Click(at[0], at[1])
		}
		if time.Now().After(end) {
			return fmt.Errorf("e2e: no visible element matches %s (%v)", selector, err)
		}
	}
}

// firefoxKeys maps names of keys that are not characters to the characters that WebDriver has for
// them.
var firefoxKeys = map[string]string{
	"Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c",
	"PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011",
	"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
	"Insert": "\ue016", "Delete": "\ue017",
	"F1": "\ue031", "F2": "\ue032", "F3": "\ue033", "F4": "\ue034", "F5": "\ue035", "F6": "\ue036",
	"F7": "\ue037", "F8": "\ue038", "F9": "\ue039", "F10": "\ue03a", "F11": "\ue03b", "F12": "\ue03c",
}

// firefoxModifiers are the characters that WebDriver has for modifiers.
var firefoxModifiers = map[string]string{"shift": "\ue008", "ctrl": "\ue009", "alt": "\ue00a", "meta": "\ue03d"}

func (f *firefoxTab) Key(key string, modifiers ...string) error {
	value := firefoxKeys[key]
	switch {
	case value != "":
	case len([]rune(key)) == 1:
		value = key
	default:
		return fmt.Errorf("e2e: unknown key %q", key)
	}
	// While the focused element has no layout, as after a patch has moved it, Firefox dispatches keys to
	// the body. This call computes the layout.
	if err := f.Eval("document.activeElement?.getClientRects().length", nil); err != nil {
		return err
	}
	var actions []object
	for _, name := range modifiers {
		actions = append(actions, object{"type": "keyDown", "value": firefoxModifiers[name]})
	}
	actions = append(actions, object{"type": "keyDown", "value": value}, object{"type": "keyUp", "value": value})
	for _, name := range modifiers {
		actions = append(actions, object{"type": "keyUp", "value": firefoxModifiers[name]})
	}
	return f.perform(object{"type": "key", "id": "keyboard"}, actions...)
}
