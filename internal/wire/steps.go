package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Step is an entry of the list that a binding may have in place of an event: an event or a command.
type Step struct {
	IsEvent bool
	Event   string // URL of an event
	Command string // name of a command; "" for one that does nothing
	Args    []json.RawMessage
	// Optimistic are the commands of the command "optimistic".
	Optimistic []Step
}

// Text returns argument i of a command, or "" if it has none or that is not a text.
func (s Step) Text(i int) (text string) {
	if i < len(s.Args) {
		_ = json.Unmarshal(s.Args[i], &text)
	}
	return text
}

// CommandNames are the names of all commands.
var CommandNames = []string{
	"show", "hide", "toggle", "transition", "addClass", "removeClass", "toggleClass", "setAttr", "removeAttr", "toggleAttr", "ignoreAttrs",
	"focus", "focusFirst", "pushFocus", "popFocus", "dispatch", "exec", "navigate", "patch", "copy", "copyText", "scrollIntoView",
	"optimistic", "submitForm",
}

// ParseSteps returns the steps of a binding with this value. An event alone is one step.
func ParseSteps(value string) ([]Step, error) {
	if !strings.HasPrefix(value, "[") {
		return []Step{{IsEvent: true, Event: value}}, nil
	}
	return parseSteps([]byte(value))
}

// EventsOf returns the URLs of the events that an element sends because of the attribute attr with this value: those
// of a hook, which are separated by spaces, or those of a binding.
func EventsOf(attr, value string) (urls []string, err error) {
	if attr == "live-push" {
		return strings.Fields(value), nil
	}
	if attr == AutoRecover && value == NoRecovery {
		return nil, nil
	}
	return ParseEvents(value)
}

// ParseEvents returns the URLs of the events among the steps of a binding with this value.
func ParseEvents(value string) (urls []string, err error) {
	steps, err := ParseSteps(value)
	for _, s := range steps {
		if s.IsEvent {
			urls = append(urls, s.Event)
		}
	}
	return urls, err
}

func parseSteps(list []byte) (steps []Step, err error) {
	var items []json.RawMessage
	if err := json.Unmarshal(list, &items); err != nil {
		return nil, fmt.Errorf("the list of commands is not JSON: %w", err)
	}
	for _, item := range items {
		var s Step
		if item[0] == '"' {
			s.IsEvent = true
			_ = json.Unmarshal(item, &s.Event) // a JSON string is valid
			steps = append(steps, s)
			continue
		}
		if item[0] != '[' || json.Unmarshal(item, &s.Args) != nil {
			return nil, fmt.Errorf("%s is neither an event nor a command", item)
		}
		if len(s.Args) > 0 {
			if err := json.Unmarshal(s.Args[0], &s.Command); err != nil || !slices.Contains(CommandNames, s.Command) {
				return nil, fmt.Errorf("%s is not the name of a command", s.Args[0])
			}
			s.Args = s.Args[1:]
		}
		if s.Command == "optimistic" {
			if s.Optimistic, err = parseOptimistic(s.Args); err != nil {
				return nil, err
			}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// Undoable are the names of the commands that "optimistic" may have.
var Undoable = []string{"show", "hide", "toggle", "addClass", "removeClass", "toggleClass", "setAttr", "removeAttr", "toggleAttr"}

func parseOptimistic(commands []json.RawMessage) (steps []Step, err error) {
	for _, c := range commands {
		one, err := parseSteps(append(append([]byte{'['}, c...), ']'))
		if err != nil {
			return nil, err
		}
		if one[0].IsEvent || !slices.Contains(Undoable, one[0].Command) {
			return nil, fmt.Errorf("%s cannot be undone", c)
		}
		steps = append(steps, one...)
	}
	return steps, nil
}

// Exec returns an effect that runs commands, each of which is JSON, with the element of a component as the
// element itself: 0 is the root.
func Exec(component uint64, commands ...string) Effect { return execFor(component, 0, commands) }

// SubmitForm returns an effect that makes the browser submit the form that has sent the event ref to a path.
func SubmitForm(component uint64, ref int, path string) Effect {
	command := append(appendString([]byte(`["submitForm",`), path), ']')
	return execFor(component, ref, []string{string(command)})
}

// execFor returns an Exec effect that is the answer to the event ref, if that is not 0.
func execFor(component uint64, ref int, commands []string) Effect {
	e := fmt.Appendf(nil, `["exec",[%s],%d`, strings.Join(commands, ","), component)
	if ref != 0 {
		e = fmt.Appendf(e, ",%d", ref)
	}
	return append(e, ']')
}

// ExecRef returns the ref of the event to which an Exec effect is the answer, or 0 if it names none.
func ExecRef(args []json.RawMessage) (ref int) {
	if len(args) > 2 {
		_ = json.Unmarshal(args[2], &ref)
	}
	return ref
}

// DecodeExec returns the arguments of an Exec effect. It returns no steps if they are malformed.
func DecodeExec(args []json.RawMessage) (steps []Step, component uint64) {
	if len(args) < 2 {
		return nil, 0
	}
	_ = json.Unmarshal(args[1], &component)
	steps, _ = parseSteps(args[0])
	return steps, component
}
