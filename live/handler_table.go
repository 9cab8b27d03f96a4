package live

import (
	"fmt"
	"strings"
)

// listening is what the components of a page listened to when it was rendered. It runs no handler and reads no view: any goroutine may ask it.
type listening map[uint64]listens

type listens struct {
	parent uint64 // of a component; the page is its own
	events Events
}

// listening asks every component. It belongs to the session's goroutine.
func (p *program) listening() listening {
	all := listening{}
	p.root.each(func(sc *scope) bool {
		l := listens{events: sc.listeners()}
		if sc.parent != nil {
			l.parent = sc.parent.num
		}
		all[sc.num] = l
		return true
	})
	return all
}

// Check says why an event that an element of a component binds would be refused, nil if it would not.
func (all listening) Check(component uint64, url string) error {
	if _, ok := all[component]; !ok {
		return fmt.Errorf("component %d is not on the page", component)
	}
	name, _, _ := strings.Cut(url, "?")
	for num := component; ; num = all[num].parent {
		if b, ok := all[num].events.find(name); ok && name != "" {
			if err := b.decodes(query(url)); err != nil {
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
func (all listening) Names(component uint64) (names []string) {
	for num := component; ; num = all[num].parent {
		for _, b := range all[num].events {
			if b.name != "" {
				names = append(names, b.name)
			}
		}
		if num == 0 {
			return names
		}
	}
}
