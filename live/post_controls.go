package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
)

// postControls is what the markup of a form says about its data, which a browser without scripts does not send.
type postControls struct {
	optional   []string // names of checkboxes, radio buttons and multiple selects, and of lists of rows
	submitters []diff.Tag
}

// controlsOfPost returns the controls of the form in snap that has the field of AcceptPost with a value. Those that are
// disabled are not among them.
func controlsOfPost(snap *diff.Snapshot, event string) (c postControls) {
	owner := ""
	for tag, form := range formTags(snap) {
		if tag.Name == "input" && tag.Attr("name") == postEventName && tag.Attr("value") == event {
			owner = form.name
		}
	}
	for tag, form := range formTags(snap) {
		if form.name != owner || owner == "" {
			continue
		}
		if tag.Name == "form" {
			c.optional = append(c.optional, strings.Fields(tag.Attr("live-rows"))...)
			continue
		}
		kind := strings.ToLower(tag.Attr("type"))
		switch {
		case form.isDisabled || has(tag, "disabled"):
		case has(tag, "live-row"):
			c.optional = append(c.optional, tag.Attr("live-row"))
		case tag.Name == "input" && (kind == "checkbox" || kind == "radio"), tag.Name == "select" && has(tag, "multiple"):
			c.optional = append(c.optional, tag.Attr("name"))
		case tag.Name == "button" && (kind == "" || kind == "submit"), tag.Name == "input" && kind == "submit":
			c.submitters = append(c.submitters, tag)
		}
	}
	return c
}

// A tagForm is the form that a control belongs to.
type tagForm struct {
	name       string // its id after "#", or its number
	isDisabled bool   // by a fieldset around the control
}

// formTags returns an iterator over the forms and controls in snap, and their forms.
func formTags(snap *diff.Snapshot) func(yield func(diff.Tag, tagForm) bool) {
	return func(yield func(diff.Tag, tagForm) bool) {
		var around []diff.Tag // elements around the tag that matter
		var enclosing string  // the form around it
		legends := map[int]bool{}
		count := 0
		for tag := range snap.Tags() {
			for len(around) > 0 && around[len(around)-1].Depth >= tag.Depth {
				around = around[:len(around)-1]
			}
			switch tag.Name {
			case "form":
				count++
				enclosing = strconv.Itoa(count)
				if id := tag.Attr("id"); id != "" {
					enclosing = "#" + id
				}
				around = append(around, tag)
				if !yield(tag, tagForm{name: enclosing}) {
					return
				}
			case "fieldset":
				around = append(around, tag)
				legends[tag.Depth] = false
			case "legend":
				// The first legend of a fieldset that is disabled is not.
				if n := len(around); n > 0 && around[n-1].Name == "fieldset" && around[n-1].Depth == tag.Depth-1 && !legends[tag.Depth-1] {
					legends[tag.Depth-1] = true
					around = append(around, tag)
				}
			case "input", "select", "textarea", "button":
				form := tagForm{isDisabled: isInDisabledFieldset(around)}
				if has(tag, "form") {
					form.name = "#" + tag.Attr("form")
				} else if slices.ContainsFunc(around, func(t diff.Tag) bool { return t.Name == "form" }) {
					form.name = enclosing
				}
				if !yield(tag, form) {
					return
				}
			}
		}
	}
}

// isInDisabledFieldset reports whether one of the elements around a control disables it. A legend exempts its content
// from the fieldset before it.
func isInDisabledFieldset(around []diff.Tag) bool {
	for i, tag := range around {
		isExempt := i+1 < len(around) && around[i+1].Name == "legend"
		if tag.Name == "fieldset" && has(tag, "disabled") && !isExempt {
			return true
		}
	}
	return false
}
