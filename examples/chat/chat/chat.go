package chat

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub/presence"
)

const (
	pageLength = 30 // messages that are shown at once
	typingFor  = 4 * time.Second
)

// Chat is the page: first the question for a name, then a room.
type Chat struct {
	App     *App
	Query   Query
	Entry   live.Form[Entry]
	Draft   live.Form[Draft]
	Edit    live.Form[Revised]
	browser string

	me, name string // me is empty until a name was given
	joined   bool
	zone     *time.Location
	tab      *presence.Tracked[Status]
	status   Status
	seen     string    // of the draft
	typed    time.Time // when it changed last

	messages []store.Message
	more     bool           // there are older ones
	marked   int64          // ID of the last message here that is known to be read
	unread   map[string]int // by room
	counted  int64          // ID that a message had, had it come when they were counted
	editing  int64          // ID
}

// Query is the address: ?room=gophers&as=Ann. So a page that is loaded or mounted again need not ask for the name.
type Query struct{ Room, As string }

type (
	Older  struct{}
	Change struct{ ID int64 }
	Cancel struct{}
	Delete struct{ ID int64 }
)

func (v *Chat) Events() live.Events {
	return live.Events{
		live.OnParams(v.enter), live.OnForm(&v.Entry, v.knock), live.OnForm(&v.Draft, v.send), live.OnForm(&v.Edit, v.save),
		live.On(v.older), live.On(v.change), live.On(v.cancel), live.On(v.delete),
	}
}

func (v *Chat) Title() string { return "#" + v.Query.Room + " – Chat" }

func (v *Chat) Mount(s *live.Socket) error {
	v.Entry.ID, v.Draft.ID, v.Edit.ID = "entry", "draft", "edit"
	v.unread, v.zone = map[string]int{}, time.UTC
	if err := live.Subscribe(s, v.App.Said, v.said); err != nil {
		return err
	}
	if err := live.Subscribe(s, v.App.aloneChanged(), func(*live.Socket, bool) error { return nil }); err != nil {
		return err
	}
	live.Every(s, time.Second, v.tick)
	return live.Subscribe(s, v.App.People.Changes(everywhere), v.moved)
}

// Joined shows the others who comes, and learns what time it is where the reader is.
func (v *Chat) Joined(s *live.Socket) error {
	v.joined, v.zone = true, s.Client().Location()
	if v.me != "" {
		v.appear(s)
		v.mark(s)
	}
	return nil
}

func (v *Chat) appear(s *live.Socket) {
	v.status = Status{v.name, v.Query.Room, false}
	v.tab = v.App.People.Track(s.Context(), everywhere, v.me, v.status)
}

// enter goes to the room of the address, and in by its name, if it has one.
func (v *Chat) enter(s *live.Socket, q Query) error {
	if !slices.Contains(Rooms, q.Room) {
		q.Room = Rooms[0]
	}
	v.mark(s) // the room that is left
	v.Query, v.editing, v.marked, v.messages = q, 0, 0, nil
	if v.me == "" && q.As != "" {
		v.Entry.Value.Name = q.As
		if err := v.join(s, v.Entry.Value); err == nil {
			return nil // which has read the messages
		}
	}
	v.show(Status{v.name, q.Room, false})
	return v.Reload(s)
}

// Reload reads the newest messages again, and what is unread. What cannot be read stays as it was.
func (v *Chat) Reload(s *live.Socket) error {
	if v.me == "" {
		return nil
	}
	newest, more, err := v.page(s, 0)
	if err != nil {
		return unreadable(s)
	}
	v.messages, v.more = newest, more
	v.mark(s)
	counted := store.NewID()
	unread, err := v.App.Store.Unread(s.Context(), v.me, Rooms)
	if err != nil {
		return unreadable(s)
	}
	v.unread, v.counted = unread, counted
	delete(v.unread, v.Query.Room)
	return nil
}

func unreadable(s *live.Socket) error {
	s.Flash(live.FlashError, "The messages cannot be read just now. Try again in a moment.")
	return nil
}

// older reads the page before the messages that are there.
func (v *Chat) older(s *live.Socket, _ Older) error {
	if len(v.messages) == 0 {
		return v.Reload(s)
	}
	older, more, err := v.page(s, v.messages[0].ID)
	if err != nil {
		return unreadable(s)
	}
	v.messages, v.more = append(older, v.messages...), more
	return nil
}

// page reads the messages before one, and whether there are more before them.
func (v *Chat) page(s *live.Socket, before int64) (page []store.Message, more bool, err error) {
	page, err = v.App.Store.Before(s.Context(), v.Query.Room, before, pageLength+1)
	if more = len(page) > pageLength; more {
		page = page[1:]
	}
	return page, more, err
}

// mark notes that what is here has been read, and tells the person's other tabs.
func (v *Chat) mark(s *live.Socket) {
	if v.me == "" || !v.joined || len(v.messages) == 0 || v.messages[len(v.messages)-1].ID <= v.marked {
		return
	}
	last := v.messages[len(v.messages)-1].ID
	if v.App.Store.Mark(s.Context(), v.me, v.Query.Room, last) != nil {
		return // the next mark says it all
	}
	v.marked = last
	for _, p := range v.App.People.List(everywhere) {
		if p.Key == v.me && len(p.Entries) > 1 {
			_ = v.App.read(v.me).Publish(s.Context(), seen{v.Query.Room}) // it fails when the page has ended
		}
	}
}

// readElsewhere hears that another tab has shown a room.
func (v *Chat) readElsewhere(_ *live.Socket, e seen) error {
	delete(v.unread, e.Room)
	return nil
}

func (v *Chat) said(_ *live.Socket, c store.Change) error {
	m := c.Message
	if v.me == "" {
		return nil
	}
	if m.Room != v.Query.Room {
		if c.Kind == store.Added && m.Author != v.me && m.ID > v.counted {
			v.unread[m.Room]++
		}
		return nil
	}
	i, have := slices.BinarySearchFunc(v.messages, m.ID, func(m store.Message, id int64) int { return cmp.Compare(m.ID, id) })
	switch {
	case have && c.Kind == store.Deleted:
		v.messages = slices.Delete(v.messages, i, i+1)
		if v.editing == m.ID {
			v.editing = 0
		}
	case have && c.Kind == store.Edited:
		v.messages[i] = m
	case !have && c.Kind == store.Added && (i > 0 || !v.more): // else it is older than what is shown
		v.messages = slices.Insert(v.messages, i, m)
	}
	return nil
}

// moved has nothing to keep: the template reads the list.
func (v *Chat) moved(*live.Socket, []presence.Event[Status]) error { return nil }

// tick notes what has been read, and looks whether the draft has changed: then its author types.
func (v *Chat) tick(s *live.Socket, _ time.Time) error {
	v.mark(s)
	if now := v.Draft.Value.Text; now != v.seen {
		v.seen, v.typed = now, time.Now()
	}
	types := v.seen != "" && time.Since(v.typed) < typingFor
	v.show(Status{v.name, v.Query.Room, types})
	return nil
}

// show tells the others, if there is news.
func (v *Chat) show(now Status) {
	if v.tab != nil && now != v.status {
		v.status = now
		v.tab.Update(now)
	}
}

// here are the names of those in this room, each once, and of those who type there.
func (v *Chat) here() (names, typing []string) {
	for _, p := range v.App.People.List(everywhere) {
		name, types := "", false
		for _, e := range p.Entries {
			if e.Meta.Room == v.Query.Room {
				name, types = e.Meta.Name, types || e.Meta.Typing
			}
		}
		if name != "" {
			names = append(names, name)
		}
		if types && p.Key != v.me {
			typing = append(typing, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names, typing
}

func typingLine(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is typing…"
	case 2:
		return names[0] + " and " + names[1] + " are typing…"
	}
	return "Several people are typing…"
}
