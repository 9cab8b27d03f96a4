package live

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Key returns a copy of a that restricts [Keydown], [Keyup], [WindowKeydown] or [WindowKeyup] to some keys, by the
// names that browsers use: "Enter", "Escape", "ArrowDown", "F1", "a", "?", "Space". The case of a letter does not
// matter. Before the name there may be modifiers with a +: "mod+k", "shift+Enter", "ctrl+alt+Delete". They are
// alt, ctrl, meta, shift and mod, which is meta (Command) on Apple systems and ctrl elsewhere.
//
// A key with modifiers is accepted if exactly these are pressed. The shift that a character such as ? needs depends
// on the keyboard and is ignored, and AltGr is not a modifier. Without modifiers, Keydown and Keyup accept the key
// with any, and WindowKeydown and WindowKeyup with none. If other modifiers than shift are required, the browser
// does not do by itself what it does with the key, and a key that is held down counts once. WindowKeydown prevents
// that for characters as well.
//
// Key panics if there is no key, or if one has no name or an unknown modifier.
func (a Attr) Key(keys ...string) Attr {
	if len(keys) == 0 {
		panic("live: Key without a key")
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = key
		if len(keys) > 1 || len(key) > 1 {
			if rest, ok := strings.CutSuffix(key, " "); ok {
				names[i] = rest + "Space" // a space separates keys
			}
		}
		if problem := keyProblem(names[i]); problem != "" {
			panic(fmt.Sprintf("live: Key: %q %s", key, problem))
		}
	}
	return a.with("live-key", strings.Join(names, " "))
}

// keyModifiers are the modifiers of keys.
var keyModifiers = []string{"alt", "ctrl", "meta", "mod", "shift"}

// otherKeyNames maps what keys are often called, in lower case, to the names that browsers use.
var otherKeyNames = map[string]string{
	"esc": "Escape", "return": "Enter", "del": "Delete", "ins": "Insert", "spacebar": "Space", "up": "ArrowUp", "down": "ArrowDown",
	"left": "ArrowLeft", "right": "ArrowRight", "pgup": "PageUp", "pgdn": "PageDown", "plus": "+",
	"cmd": "meta", "command": "meta", "win": "meta", "super": "meta", "option": "alt", "control": "ctrl",
}

// keyProblem returns what is wrong with a key of live-key, or "".
func keyProblem(key string) string {
	if key == " " {
		return ""
	}
	modifiers, name := splitKey(key)
	for _, modifier := range modifiers {
		if slices.Contains(keyModifiers, modifier) {
			continue
		}
		if other := otherKeyNames[modifier]; slices.Contains(keyModifiers, other) {
			return fmt.Sprintf("has an unknown modifier: use %s instead of %s", other, modifier)
		}
		return "has an unknown modifier: they are " + strings.Join(keyModifiers, ", ")
	}
	other := otherKeyNames[strings.ToLower(name)]
	switch {
	case name == "" || strings.ContainsAny(name, " \t\n"):
		return "is not the name of a key"
	case utf8.RuneCountInString(name) > 1 && other != "" && !slices.Contains(keyModifiers, other):
		return "is not the name that browsers use: " + other
	}
	return ""
}

// splitKey returns the modifiers of a key, in lower case, and its name.
func splitKey(key string) (modifiers []string, name string) {
	for {
		modifier, rest, ok := strings.Cut(key, "+")
		if !ok || rest == "" {
			return modifiers, key // the key may be +
		}
		modifiers, key = append(modifiers, strings.ToLower(modifier)), rest
	}
}

// keysProblem returns what is wrong with a live-key attribute, or "".
func keysProblem(value string) string {
	if value == " " {
		return ""
	}
	for key := range strings.SplitSeq(value, " ") {
		if problem := keyProblem(key); problem != "" {
			return fmt.Sprintf("has no effect: %q %s", shorten(key), problem)
		}
	}
	return ""
}
