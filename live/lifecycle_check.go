package live

import (
	"slices"
	"strconv"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// throttledAttrs are the bindings whose events live-throttle throttles.
var throttledAttrs = []string{
	"live-change", "live-keydown", "live-keyup", "live-window-keydown", "live-window-keyup", "live-mouseenter", "live-mouseleave", "live-click-away",
}

// misuseOfLifecycle returns why a binding for what happens to an element, or an option of one, has no effect, or "".
func misuseOfLifecycle(a diff.TagAttribute, tag diff.Tag, around []diff.Tag) string {
	switch name := a.Name; name {
	case "live-throttle":
		switch {
		case !isMilliseconds(a.Value, 1):
			return "has no effect: it must be a number of milliseconds"
		case has(tag, "live-debounce"):
			return "has no effect beside live-debounce"
		case !has(tag, throttledAttrs...) && !isCovered(tag, around):
			return "has no effect without live-change or live-keydown; for a button, use live-disable-with"
		}
	case "live-disable-with":
		isButton := tag.Name == "button" || tag.Name == "input" && slices.Contains(buttonTypes, typeOf(tag))
		switch isForm := isSubmitButton(tag) || tag.Name == "button" && typeOf(tag) == ""; {
		case !isButton:
			return "has no effect: only a button shows the text; move it to the button"
		case !isForm && !has(tag, "live-click"):
			return "has no effect: the button neither submits a form nor has live-click"
		}
	case "live-poll":
		if !has(tag, "live-poll-interval") {
			return "has no effect without live-poll-interval; use live.Poll"
		}
	case "live-poll-interval":
		switch {
		case !has(tag, "live-poll"):
			return "has no effect without live-poll"
		case !isMilliseconds(a.Value, minPollInterval.Milliseconds()):
			return "has no effect: it must be a number of milliseconds, 100 or more"
		}
	case "live-viewport-once":
		if !has(tag, "live-viewport-enter") {
			return "has no effect without live-viewport-enter"
		}
	case "live-viewport-top", "live-viewport-bottom":
		if isVoid(tag.Name) {
			return "has no effect: the element has no children; move it to the element around the rows"
		}
	case "live-remove", "live-disconnected":
		if events, err := wire.ParseEvents(a.Value); err == nil && len(events) > 0 {
			return "takes commands only: its events are not sent"
		}
	}
	return ""
}

// isMilliseconds reports whether a value is a number of milliseconds that is not less than least.
func isMilliseconds(value string, least int64) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	return err == nil && n >= least
}
