package livetest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// keyModifiers are the modifiers of keys, as the client sends them.
var keyModifiers = []string{"alt", "ctrl", "meta", "shift"}

// A keyPress is a press of a key, and of the modifiers that are held down meanwhile.
type keyPress struct {
	modifiers []string
	key       string // the name that browsers use
	isMod     bool   // a modifier is mod, which stands for ctrl
}

// parseKey returns the press of a key such as "Enter" or "mod+k". Outside of Apple systems mod is ctrl.
func parseKey(text string) (k keyPress, err error) {
	names, name := splitKey(text)
	for _, modifier := range names {
		if modifier == "mod" {
			modifier, k.isMod = "ctrl", true
		}
		if !slices.Contains(keyModifiers, modifier) {
			return k, fmt.Errorf("unknown modifier %q: they are mod, %s", modifier, strings.Join(keyModifiers, ", "))
		}
		k.modifiers = append(k.modifiers, modifier)
	}
	if k.key = name; strings.EqualFold(name, "Space") {
		k.key = " "
	}
	if r, n := utf8.DecodeRuneInString(k.key); n == len(k.key) {
		switch {
		case k.has("shift") && unicode.IsLower(r):
			k.key = string(unicode.ToUpper(r))
		case !k.has("shift") && (unicode.IsUpper(r) || strings.ContainsRune(`~!@#$%^&*()_+{}|:"<>?`, r)):
			k.modifiers = append(k.modifiers, "shift") // of a keyboard in the United States
		}
	}
	if k.key == "" {
		return k, fmt.Errorf("no key")
	}
	return k, nil
}

// splitKey returns the modifiers of a key, in lower case, and its name.
func splitKey(text string) (modifiers []string, name string) {
	for {
		modifier, rest, ok := strings.Cut(text, "+")
		if !ok || rest == "" {
			return modifiers, text // the key may be +
		}
		modifiers, text = append(modifiers, strings.ToLower(modifier)), rest
	}
}

func (k keyPress) has(modifiers ...string) bool {
	return slices.ContainsFunc(modifiers, func(m string) bool { return slices.Contains(k.modifiers, m) })
}

// isShortcut reports whether the press is something else than text.
func (k keyPress) isShortcut() bool { return k.has("alt", "ctrl", "meta") }

// isCharacter reports whether the key is a character.
func (k keyPress) isCharacter() bool { return utf8.RuneCountInString(k.key) == 1 }

// args returns the arguments of an event of the press.
func (k keyPress) args() url.Values {
	args := url.Values{"key": {k.key}}
	for _, modifier := range k.modifiers {
		args.Set(modifier, "true")
	}
	return args
}

// matches reports whether the live-key attribute of e accepts the press, and with which modifiers. Without one, it
// accepts all. A key without modifiers stands for every press of it, unless isStrict.
func (k keyPress) matches(e *goquery.Selection, isStrict bool) (required []string, ok bool) {
	wanted, restricted := e.Attr("live-key")
	if !restricted {
		return nil, true
	}
	keys := strings.Split(wanted, " ")
	if wanted == " " {
		keys = []string{"Space"}
	}
	name := strings.ToLower(k.key)
	if name == " " {
		name = "space"
	}
	for _, key := range keys {
		names, want := splitKey(key)
		required = nil
		for _, modifier := range names {
			if modifier == "mod" {
				modifier = "ctrl"
			}
			required = append(required, modifier)
		}
		if !strings.EqualFold(want, name) {
			continue
		}
		if len(names) == 0 && !isStrict {
			return nil, true
		}
		dependsOnLayout := k.isCharacter() && k.key != " " && strings.ToLower(k.key) == strings.ToUpper(k.key)
		isOther := func(modifier string) bool {
			return slices.Contains(required, modifier) != k.has(modifier) && !(dependsOnLayout && modifier == "shift")
		}
		if !slices.ContainsFunc(keyModifiers, isOther) {
			return required, true
		}
	}
	return nil, false
}

// A keyBinding is a binding that accepts a press of a key.
type keyBinding struct {
	on         *goquery.Selection
	attribute  string
	isShortcut bool // it requires other modifiers than shift
	isWindow   bool
}

// keyBindings returns the bindings that accept a press of a key in e, which may be nil: the innermost of kind
// ("keydown" or "keyup") around e, and, unless that is for some keys only, those of the window.
func (d *document) keyBindings(e *goquery.Selection, kind string, k keyPress) (found []keyBinding) {
	isShortcut := func(required []string) bool { return keyPress{modifiers: required}.isShortcut() }
	attribute := "live-" + kind
	for on := e; on != nil && on.Length() > 0; on = around(on) {
		if required, ok := k.matches(on, false); ok && hasAttr(on, attribute) {
			found = append(found, keyBinding{on, attribute, isShortcut(required), false})
			if hasAttr(on, "live-key") {
				return found
			}
			break
		}
	}
	attribute = "live-window-" + kind
	isUsed := e != nil && isUsedBy(e, k)
	for _, each := range d.dom.Find("[" + attribute + "]").EachIter() {
		required, ok := k.matches(each, true)
		if ok && (!isUsed || hasAttr(each, "live-while-typing")) && !isDisabled(each) && closest(each, "[inert]") == nil {
			found = append(found, keyBinding{each, attribute, isShortcut(required), true})
		}
	}
	return found
}

// isUsedBy reports whether e, which has the focus, does something with the key: it is text, moves the caret or
// clicks.
func isUsedBy(e *goquery.Selection, k keyPress) bool {
	isFunctionKey := len(k.key) > 1 && k.key[0] == 'F' && k.key[1] <= '9'
	switch {
	case k.isShortcut():
		return false
	case isTextField(e) && controlType(e) != "range" && controlType(e) != "color", e.Is("select,[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]"), closest(e, "[contenteditable]") != nil:
		return k.key != "Escape" && !isFunctionKey
	case k.key == "Enter", k.key == " ":
		return e.Is("a[href],area[href],button,summary,input,audio,video,iframe,[role=button],[role=link],[role=checkbox],[role=switch],[role=tab],[role=option],[role^=menuitem]")
	}
	isMove := slices.ContainsFunc([]string{"Arrow", "Home", "End", "Page"}, func(prefix string) bool { return strings.HasPrefix(k.key, prefix) })
	return isMove && e.Is("input,audio,video,iframe,[role=slider],[role=radio],[role=tab],[role=option],[role^=menuitem],[role=treeitem],[role=gridcell]")
}
