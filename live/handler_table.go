package live

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/nearest"
)

// A handlerTable holds the event handlers of each component at the time of a render, by the
// component's number. Its methods do not call the views and are safe for concurrent use.
type handlerTable map[uint64]componentHandlers

// componentHandlers holds the handlers of the page or of one component.
type componentHandlers struct {
	parent uint64 // number of the parent; 0 for the page itself
	events Events
}

// newHandlerTable returns the current handlers. It must be called by the runner of the session.
func (p *program) newHandlerTable() handlerTable {
	t := handlerTable{}
	p.root.walk(func(inst *instance) bool {
		c := componentHandlers{events: inst.events()}
		if inst.parent != nil {
			c.parent = inst.parent.num
		}
		t[inst.num] = c
		return true
	})
	return t
}

// Check returns an error if an event that is bound in a component would be refused.
func (t handlerTable) Check(component uint64, url string) error {
	if _, ok := t[component]; !ok {
		return fmt.Errorf("component %d is not on the page", component)
	}
	name, _, _ := strings.Cut(url, "?")
	for num := component; ; num = t[num].parent {
		if h, ok := t[num].events.find(name); ok && name != "" {
			if err := h.checkArgs(query(url)); err != nil {
				return err
			}
			return nil
		}
		if num == 0 {
			return fmt.Errorf("no handler for event %q%s; is it missing from Events?", name, nearest.Suggestion(name, t.Names(component)))
		}
	}
}

// Names returns the names of the events that a component and its ancestors handle.
func (t handlerTable) Names(component uint64) (names []string) {
	for num := component; ; num = t[num].parent {
		for _, h := range t[num].events {
			if h.name != "" {
				names = append(names, h.name)
			}
		}
		if num == 0 {
			return names
		}
	}
}
