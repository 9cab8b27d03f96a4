package live

import (
	"fmt"
	"strings"
)

// listening is what the components of a page listened to when it was rendered. It runs no handler and reads no view: any goroutine may ask it.
type handlerTable map[uint64]componentHandlers

type componentHandlers struct {
	parent uint64 // of a component; the page is its own
	events Events
}

// listening asks every component. It belongs to the session's goroutine.
func (p *program) handlerTable() handlerTable {
	t := handlerTable{}
	p.root.walk(func(inst *instance) bool {
		l := componentHandlers{events: inst.events()}
		if inst.parent != nil {
			l.parent = inst.parent.num
		}
		t[inst.num] = l
		return true
	})
	return t
}

// Check says why an event that an element of a component binds would be refused, nil if it would not.
func (t handlerTable) Check(component uint64, url string) error {
	if _, ok := t[component]; !ok {
		return fmt.Errorf("component %d is not on the page", component)
	}
	name, _, _ := strings.Cut(url, "?")
	for num := component; ; num = t[num].parent {
		if h, ok := t[num].events.find(name); ok && name != "" {
			if err := h.checkArgs(query(url)); err != nil {
				return fmt.Errorf("its arguments do not decode: %w", err)
			}
			return nil
		}
		if num == 0 {
			return fmt.Errorf("nobody listens to %q: is it missing from Events()?", name)
		}
	}
}

// Names are the events that a component and those around it listen to.
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
