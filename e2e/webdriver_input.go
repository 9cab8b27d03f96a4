package e2e

import (
	"fmt"
	"time"
)

// pointer returns an input source of WebDriver: a mouse that does actions.
func pointer(actions ...object) object {
	return object{"type": "pointer", "id": "mouse", "actions": actions}
}

func moveTo(x, y float64) object { return object{"type": "pointerMove", "x": x, "y": y} }

func clickAt(x, y float64) object {
	return pointer(moveTo(x, y), object{"type": "pointerDown", "button": 0}, object{"type": "pointerUp", "button": 0})
}

// clickElement clicks the element that matches selector in a browser that is not Chromium, as browserTab.clickElement.
func clickElement(tab browserTab, selector string) error {
	for end := time.Now().Add(waitTimeout); ; {
		var at []float64
		err := tab.Eval(`(e => {
			if (!e?.checkVisibility()) return []
			e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
			const r = e.getClientRects()[0]
			return r ? [r.x + r.width / 2, r.y + r.height / 2] : []
		})(document.querySelector(`+quote(selector)+`))`, &at)
		if err == nil && len(at) == 2 {
			return tab.Click(at[0], at[1])
		}
		if time.Now().After(end) {
			return fmt.Errorf("e2e: no visible element matches %s (%v)", selector, err)
		}
	}
}

// webdriverKeys maps names of keys that are not characters to the characters that WebDriver has for
// them.
var webdriverKeys = map[string]string{
	"Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c",
	"PageUp": "\ue00e", "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011",
	"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
	"Insert": "\ue016", "Delete": "\ue017",
	"F1": "\ue031", "F2": "\ue032", "F3": "\ue033", "F4": "\ue034", "F5": "\ue035", "F6": "\ue036",
	"F7": "\ue037", "F8": "\ue038", "F9": "\ue039", "F10": "\ue03a", "F11": "\ue03b", "F12": "\ue03c",
}

// webdriverModifiers are the characters that WebDriver has for modifiers.
var webdriverModifiers = map[string]string{"shift": "\ue008", "ctrl": "\ue009", "alt": "\ue00a", "meta": "\ue03d"}

// keyboard returns an input source of WebDriver: a keyboard on which a key is pressed while modifiers are held down.
func keyboard(key string, modifiers ...string) (object, error) {
	value := webdriverKeys[key]
	switch {
	case value != "":
	case len([]rune(key)) == 1:
		value = key
	default:
		return nil, fmt.Errorf("e2e: unknown key %q", key)
	}
	var actions []object
	for _, name := range modifiers {
		actions = append(actions, object{"type": "keyDown", "value": webdriverModifiers[name]})
	}
	actions = append(actions, object{"type": "keyDown", "value": value}, object{"type": "keyUp", "value": value})
	for _, name := range modifiers {
		actions = append(actions, object{"type": "keyUp", "value": webdriverModifiers[name]})
	}
	return object{"type": "key", "id": "keyboard", "actions": actions}, nil
}
