package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// An Effect is something that happens once in the browser, as its JSON.
type Effect []byte

// Outcomes of an event other than applied.
const (
	Refused  = "refused"  // unknown name, bad arguments, another error, over a limit
	Stale    = "stale"    // its component or page has gone
	Panicked = "panicked" // the handler panicked
)

func textEffect(items ...string) Effect {
	e := Effect("[")
	for i, s := range items {
		if i > 0 {
			e = append(e, ',')
		}
		e = appendString(e, s)
	}
	return append(e, ']')
}

// Title sets the document's title.
func Title(text string) Effect { return textEffect("title", text) }

// Flash shows a text in the status region.
func Flash(kind, text string) Effect { return textEffect("flash", kind, text) }

// Navigate loads the page at url.
func Navigate(url string) Effect { return textEffect("navigate", url) }

// Patch changes the address; the view stays.
func Patch(url string, replace bool) Effect {
	e := textEffect("patch", url)
	return append(strconv.AppendBool(append(e[:len(e)-1], ','), replace), ']')
}

// Outcome says that an event was not applied.
func Outcome(ref int, outcome, reason string) Effect {
	e := strconv.AppendInt(Effect(`["out",`), int64(ref), 10)
	e = appendString(append(e, ','), outcome)
	return append(appendString(append(e, ','), reason), ']')
}

// Push dispatches a window event live:name. The error says that v has no JSON.
func Push(name string, v any) (Effect, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode push %q: %w", name, err)
	}
	e := append(appendString(Effect(`["push",`), name), ',')
	return append(append(e, b...), ']'), nil
}

// Reply answers an event with a value. The error says that v has no JSON.
func Reply(ref int, v any) (Effect, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode reply: %w", err)
	}
	e := strconv.AppendInt(Effect(`["reply",`), int64(ref), 10)
	return append(append(append(e, ','), b...), ']'), nil
}

// Name returns the kind of an effect, and its arguments.
func (e Effect) Name() (name string, args []json.RawMessage) {
	var items []json.RawMessage
	if json.Unmarshal(e, &items) != nil || len(items) == 0 || json.Unmarshal(items[0], &name) != nil {
		return "", nil
	}
	return name, items[1:]
}
