package live

import (
	"fmt"

	"github.com/lively-go/lively/internal/jsonstring"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live/dom"
)

// Commands returns the attribute of an element with steps, as for [Click], under a name: the command dom.Exec
// takes them. So one element knows how it is opened or closed, and several buttons do it:
//
//	<div id="dialog" hidden { live.Commands("close", dom.Hide(dom.Self), dom.PopFocus())... }>
//		<button { live.Click(dom.Exec("#dialog", "close"))... }>Cancel</button>
//
// An element may have several lists with different names. Commands panics if name is not made of lower-case
// letters, digits and -, and like Click.
func Commands(name string, steps ...any) Attr {
	dom.Exec(dom.Self, name) // panics if name is invalid
	set := &attributes{url: stepList(wire.CommandsPrefix+name, steps)}
	set.binding[0].Key, set.binding[0].Value = wire.CommandsPrefix+name, &set.url
	set.items = set.binding[:]
	return Attr{set}
}

// isCommand reports whether a step is one or several commands.
func isCommand(step any) bool {
	switch step.(type) {
	case dom.Command, []dom.Command, OptimisticStep, ChangeSteps:
		return true
	}
	return false
}

// stepList returns the list of steps in the attribute attr, as JSON. An event is a string, and a command a list.
func stepList(attr string, steps []any) string {
	if len(steps) == 0 {
		panic(fmt.Sprintf("live: %s has neither an event nor a command", attr))
	}
	b := append(make([]byte, 0, 128), '[')
	add := func() {
		if len(b) > 1 {
			b = append(b, ',')
		}
	}
	isOptimistic, hasEvent := false, false
	for _, step := range steps {
		switch step := step.(type) {
		case ownEvent:
			add()
			b = jsonstring.Append(b, string(step))
			hasEvent = true
		case ChangeSteps:
			panic(fmt.Sprintf("live: %s has live.WithChange, which only Form.Bind takes", attr))
		case OptimisticStep:
			if step.json == "" {
				panic(fmt.Sprintf("live: %s has a zero OptimisticStep; use live.Optimistic", attr))
			}
			add()
			b = append(b, step.json...)
			isOptimistic = true
		case dom.Command:
			add()
			b = append(b, step.String()...)
		case []dom.Command:
			for _, c := range step {
				add()
				b = append(b, c.String()...)
			}
		default:
			add()
			b = jsonstring.Append(b, eventURLOf(step))
			hasEvent = true
		}
	}
	if isOptimistic && !hasEvent {
		panic(fmt.Sprintf("live: %s has live.Optimistic and no event, without which the commands are never undone", attr))
	}
	return string(append(b, ']'))
}
