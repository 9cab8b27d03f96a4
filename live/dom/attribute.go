package dom

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// AddClass adds classes, separated by spaces, to the elements of to. AddClass panics if there are none.
func AddClass(to Target, classes string) Command {
	return changeClass("addClass", "AddClass", to, classes)
}

// RemoveClass removes classes, separated by spaces, from the elements of to. RemoveClass panics if there are
// none.
func RemoveClass(to Target, classes string) Command {
	return changeClass("removeClass", "RemoveClass", to, classes)
}

// ToggleClass adds each of classes, separated by spaces, to the elements of to that do not have it, and removes
// it from the others. ToggleClass panics if there are none.
func ToggleClass(to Target, classes string) Command {
	return changeClass("toggleClass", "ToggleClass", to, classes)
}

func changeClass(name, function string, to Target, classes string) Command {
	fields := strings.Fields(classes)
	if len(fields) == 0 {
		panic(fmt.Sprintf("dom: %s: no class", function))
	}
	return newCommand(name, targetOf(function, to), text(strings.Join(fields, " ")))
}

// SetAttr sets an attribute of the elements of to. A URL with a scheme that could run a script is replaced, as
// in a template.
//
// SetAttr, [RemoveAttr] and [ToggleAttr] panic if name is not a valid name, and for those that have other
// commands or that would change what the element does: class, style, srcdoc, event handlers such as onclick,
// and the attributes of package live.
func SetAttr(to Target, name, value string) Command {
	return newCommand("setAttr", targetOf("SetAttr", to), text(checkAttr("SetAttr", name)), text(safeValue(name, value)))
}

// RemoveAttr removes an attribute of the elements of to. It panics like [SetAttr].
func RemoveAttr(to Target, name string) Command {
	return newCommand("removeAttr", targetOf("RemoveAttr", to), text(checkAttr("RemoveAttr", name)))
}

// ToggleAttr changes an attribute of each element of to. Without a value, it sets or removes an attribute that
// has none, such as disabled. With one, it sets the attribute to that, or removes it if it is set to that. With
// two, it sets the attribute to the first value unless it has that already, and otherwise to the second:
//
//	dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false")
//
// It panics like [SetAttr], and if there are more than two values.
func ToggleAttr(to Target, name string, values ...string) Command {
	if len(values) > 2 {
		panic(fmt.Sprintf("dom: ToggleAttr: %d values; want at most 2", len(values)))
	}
	args := []argument{targetOf("ToggleAttr", to), text(checkAttr("ToggleAttr", name))}
	for _, value := range values {
		args = append(args, text(safeValue(name, value)))
	}
	if len(values) == 0 {
		args = append(args, text(""))
	}
	return newCommand("toggleAttr", args...)
}

// IgnoreAttrs makes updates of the view leave attributes of the elements of to as they are, because the browser
// or a script changes them. A name that ends with * stands for all names with that beginning. IgnoreAttrs panics
// if there is no name, or if one is not valid.
func IgnoreAttrs(to Target, names ...string) Command {
	if len(names) == 0 {
		panic("dom: IgnoreAttrs: no name")
	}
	for _, name := range names {
		checkName("IgnoreAttrs", strings.TrimSuffix(name, "*"))
	}
	return newCommand("ignoreAttrs", append([]argument{targetOf("IgnoreAttrs", to)}, texts(names)...)...)
}

// checkAttr returns name. It panics unless commands may change the attribute.
func checkAttr(function, name string) string {
	switch lower := strings.ToLower(checkName(function, name)); {
	case lower == "class":
		panic(fmt.Sprintf("dom: %s: use AddClass, RemoveClass or ToggleClass for the attribute class", function))
	case lower == "style":
		panic(fmt.Sprintf("dom: %s: use a class instead of the attribute style, which a Content-Security-Policy may forbid", function))
	case lower == "srcdoc", strings.HasPrefix(lower, "on"), strings.HasPrefix(lower, "live-"):
		panic(fmt.Sprintf("dom: %s: commands cannot change the attribute %s; render it", function, name))
	}
	return name
}

// checkName returns name. It panics if it is not the name of an attribute.
func checkName(function, name string) string {
	isInvalid := func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"'<>/=`, r)
	}
	if name == "" || strings.ContainsFunc(name, isInvalid) || strings.ContainsAny(name[:1], "-.0123456789") {
		panic(fmt.Sprintf("dom: %s: invalid name %q of an attribute", function, name))
	}
	return name
}

// urlAttributes hold URLs that a browser may run as a script.
var urlAttributes = []string{"action", "formaction", "href", "xlink:href", "src", "data"}

// safeValue returns value, without URLs that run scripts.
func safeValue(name, value string) string {
	if slices.Contains(urlAttributes, strings.ToLower(name)) {
		return string(templ.URL(value))
	}
	return value
}
