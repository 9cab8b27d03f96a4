package live

import (
	"fmt"
	"strconv"
	"time"
)

// Mounted returns the attribute of an element that takes steps, as for [Click], once for each element: when the
// page has joined, or when a later update has inserted the element. An element that stays when the view is mounted
// again does not repeat them.
func Mounted(steps ...any) Attr { return bind("live-mounted", steps) }

// Remove returns the attribute of an element for which the browser runs commands of package dom when an update
// removes it. If some of them have an animation, the element stays in the page until the longest one ends, for at
// most 5 s, and cannot be used meanwhile:
//
//	<li { live.Remove(dom.Hide(dom.Self, fade))... }>
//
// Further updates do not wait for it. It ends early if its id appears again. The elements inside an element
// that is removed do not run theirs. Remove panics if a step is an event: there is no element that could have sent
// it. Let the handler that removes the element do the rest.
func Remove(commands ...any) Attr { return bindCommands("live-remove", commands) }

// Connected returns the attribute of an element that takes steps, as for [Click], each time that its view has joined:
// when the page was loaded or has a connection again after it was lost, and when a nested or sticky view was mounted
// later, or again after it has panicked.
func Connected(steps ...any) Attr { return bind("live-connected", steps) }

// Disconnected returns the attribute of an element for which the browser runs commands of package dom when the
// connection is lost, or the nested or sticky view around it has panicked. Use [Connected] to undo them. Disconnected
// panics if a step is an event, because it cannot be sent.
func Disconnected(commands ...any) Attr { return bindCommands("live-disconnected", commands) }

// minPollInterval is the shortest interval of Poll.
const minPollInterval = 100 * time.Millisecond

// Poll returns the attributes of an element that takes steps, as for [Click], when interval has passed since the
// element appeared, since they were last taken, and since their events were handled. It waits while the user
// cannot see the element, because it is not in the viewport or another tab is shown, and while the connection is
// lost. interval is rounded down to milliseconds. Poll panics if it is less than 100 ms.
//
// To show what the server knows, use [Every] or a topic instead, which send nothing as long as nothing changes.
func Poll(interval time.Duration, steps ...any) Attr {
	if interval < minPollInterval {
		panic(fmt.Sprintf("live: Poll: interval %v is less than %v", interval, minPollInterval))
	}
	return bind("live-poll", steps).with("live-poll-interval", strconv.FormatInt(interval.Milliseconds(), 10))
}

// Throttle returns the attribute of a control, as [Attr.Throttle], for controls of a form whose other events are
// not throttled.
func Throttle(d time.Duration) Attr { return newAttr().throttle("Throttle", d) }

// DisableWith returns the attribute of a submit button that shows text while a submit of it is unanswered:
//
//	<button { live.DisableWith("Saving…")... }>Save</button>
//
// Meanwhile the button keeps the focus and has aria-disabled, and further clicks on it have no effect. The
// content of the button is back when the submit was handled, refused or lost. DisableWith panics if text is empty.
// For a button with [Click] there is [Attr.DisableWith].
func DisableWith(text string) Attr { return newAttr().DisableWith(text) }

// Throttle returns a copy of a that sends an event at once and the next ones at most once in d, the newest of
// them at its end, in place of each: for [Change], and for [Keydown] while one key is held or pressed again. Another
// key is sent at once. Events that must not be overtaken, such as the last change before a submit or when
// the control loses focus, are sent before. d is rounded down to milliseconds; if that is zero, events are sent at
// once. Throttle panics if d is negative.
func (a Attr) Throttle(d time.Duration) Attr { return a.throttle("Throttle", d) }

func (a Attr) throttle(function string, d time.Duration) Attr {
	if d < 0 {
		panic(fmt.Sprintf("live: %s: negative duration %v", function, d))
	}
	if d < time.Millisecond {
		return a.without("live-throttle")
	}
	return a.with("live-throttle", strconv.FormatInt(d.Milliseconds(), 10))
}

// DisableWith returns a copy of a for a button that shows text while its event is unanswered, as the function
// [DisableWith].
func (a Attr) DisableWith(text string) Attr {
	if text == "" {
		panic("live: DisableWith: the text is empty")
	}
	return a.with("live-disable-with", text)
}

// bindCommands returns the attribute attr with steps that are all commands.
func bindCommands(attr string, steps []any) Attr {
	for _, step := range steps {
		if !isCommand(step) {
			panic(fmt.Sprintf("live: %s takes commands of package dom only, not %T", attr, step))
		}
	}
	return bind(attr, steps)
}
