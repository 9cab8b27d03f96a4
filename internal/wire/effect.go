package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// An Effect is the JSON of something that the client does once.
type Effect []byte

// Outcomes of an event that was not applied.
const (
	Refused  = "refused"  // unknown name, invalid arguments, an error of the handler, or over a limit
	Stale    = "stale"    // the component or page no longer exists
	Panicked = "panicked" // the handler panicked
)

// Reasons of [Refused] for which the client shows no message, because the page shows what is wrong.
const (
	Failed  = "error"   // the handler returned an error, which the server has shown
	Invalid = "invalid" // the data of a submit is not valid. It is sent only if the page has optimistic commands
)

// textEffect returns an effect with string arguments.
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

// Title returns an effect that sets the document's title.
func Title(text string) Effect { return textEffect("title", text) }

// Navigate returns an effect that loads the page at url. cookie is a Set-Cookie line that the client assigns to
// document.cookie before; "" means none.
func Navigate(url, cookie string) Effect {
	e := textEffect("navigate", url)
	if cookie == "" {
		return e
	}
	return append(appendString(append(e[:len(e)-1], ",false,"...), cookie), ']')
}

// Cookie returns an effect that asks the server, over HTTP, for a cookie that is sealed.
func Cookie(sealed string) Effect { return textEffect("cookie", sealed) }

// PatchURL returns an effect that changes the URL of the page without loading it.
func PatchURL(url string, replace bool) Effect {
	e := textEffect("patch", url)
	return append(strconv.AppendBool(append(e[:len(e)-1], ','), replace), ']')
}

// Outcome returns an effect that reports why an event was not applied.
func Outcome(ref int, outcome, reason string) Effect {
	e := strconv.AppendInt(Effect(`["out",`), int64(ref), 10)
	e = appendString(append(e, ','), outcome)
	return append(appendString(append(e, ','), reason), ']')
}

// Push returns an effect that dispatches the event live:name on window. It returns an error if v
// cannot be encoded as JSON.
func Push(name string, v any) (Effect, error) {
	b, err := marshalValid(v)
	if err != nil {
		return nil, fmt.Errorf("encode push %q: %w", name, err)
	}
	e := append(appendString(Effect(`["push",`), name), ',')
	return append(append(e, b...), ']'), nil
}

// Reply returns an effect that replies to an event with a value. It returns an error if v cannot be
// encoded as JSON.
func Reply(ref int, v any) (Effect, error) {
	b, err := marshalValid(v)
	if err != nil {
		return nil, fmt.Errorf("encode reply: %w", err)
	}
	e := strconv.AppendInt(Effect(`["reply",`), int64(ref), 10)
	return append(append(append(e, ','), b...), ']'), nil
}

// Name returns the name of an effect and its arguments. The name is empty if e is malformed.
func (e Effect) Name() (name string, args []json.RawMessage) {
	var items []json.RawMessage
	if json.Unmarshal(e, &items) != nil || len(items) == 0 || json.Unmarshal(items[0], &name) != nil {
		return "", nil
	}
	return name, items[1:]
}
