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
	pageSize      = 30 // messages that are loaded at once
	typingTimeout = 4 * time.Second
)

// Chat is the view of a page. It asks for a name first and then shows a room.
type Chat struct {
	App       *App
	Query     Query
	NameForm  live.Form[NameEntry]
	DraftForm live.Form[Draft]
	EditForm  live.Form[Revision]
	browser   string

	userID, name string // userID is empty until the user has chosen a name
	connected    bool
	location     *time.Location
	tracked      *presence.Handle[Status]
	status       Status
	lastDraft    string    // text of the draft at the last tick
	draftChanged time.Time // time of the last change of the draft

	messages    []store.Message
	hasOlder    bool           // the room has older messages
	lastRead    int64          // ID of the last message of the room that is marked as read
	unread      map[string]int // number of unread messages by room
	unreadSince int64          // messages with greater IDs are not in the counts of the store
	editingID   int64          // ID of the message being edited; zero if none
}

// Query is the state of the page in its URL, such as ?room=gophers&as=Ann. With the name in it, a
// reloaded or remounted page does not ask again.
type Query struct{ Room, As string }

// The events of the page.
type (
	LoadOlder  struct{}
	StartEdit  struct{ ID int64 }
	CancelEdit struct{}
	Delete     struct{ ID int64 }
)

// Events returns the event handlers.
func (v *Chat) Events() live.Events {
	return live.Events{
		live.OnParams(v.setQuery), live.OnForm(&v.NameForm, v.submitName), live.OnForm(&v.DraftForm, v.send), live.OnForm(&v.EditForm, v.saveEdit),
		live.On(v.loadOlder), live.On(v.startEdit), live.On(v.cancelEdit), live.On(v.deleteMessage),
	}
}

// Title returns the title of the page.
func (v *Chat) Title() string { return "#" + v.Query.Room + " – Chat" }

// Mount subscribes to everything that the page shows.
func (v *Chat) Mount(s *live.Socket) error {
	v.NameForm.ID, v.DraftForm.ID, v.EditForm.ID = "name-form", "draft", "edit"
	v.unread, v.location = map[string]int{}, time.UTC
	if _, err := live.Subscribe(s, v.App.Changes, v.onChange); err != nil {
		return err
	}
	if _, err := live.Subscribe(s, v.App.isolatedTopic(), func(*live.Socket, bool) error { return nil }); err != nil {
		return err
	}
	live.Every(s, time.Second, v.tick)
	_, err := live.Subscribe(s, v.App.Presence.Changes(presenceRoom), v.onPresence)
	return err
}

// Joined makes the user visible to others and sets the time zone of the browser.
func (v *Chat) Joined(s *live.Socket) error {
	v.connected, v.location = true, s.Client().Location()
	if v.userID != "" {
		v.track(s)
		v.markRead(s)
	}
	return nil
}

// track adds this tab to the presence list.
func (v *Chat) track(s *live.Socket) {
	v.status = Status{v.name, v.Query.Room, false}
	v.tracked = v.App.Presence.Track(s.Context(), presenceRoom, v.userID, v.status)
}

// setQuery shows the room of the URL. If the URL has a name, it joins under that name.
func (v *Chat) setQuery(s *live.Socket, q Query) error {
	if !slices.Contains(Rooms, q.Room) {
		q.Room = Rooms[0]
	}
	v.markRead(s) // the room that the user leaves
	v.Query, v.editingID, v.lastRead, v.messages = q, 0, 0, nil
	if v.userID == "" && q.As != "" {
		v.NameForm.Value.Name = q.As
		if err := v.join(s, v.NameForm.Value); err == nil {
			return nil // join has loaded the messages
		}
	}
	v.setStatus(Status{v.name, q.Room, false})
	return v.Reload(s)
}

// Reload reads the newest messages and the unread counts. If the store is unavailable, the page
// keeps the old ones.
func (v *Chat) Reload(s *live.Socket) error {
	if v.userID == "" {
		return nil
	}
	newest, hasOlder, err := v.readPage(s, 0)
	if err != nil {
		return flashUnavailable(s)
	}
	v.messages, v.hasOlder = newest, hasOlder
	v.markRead(s)
	since := store.NewID()
	unread, err := v.App.Store.Unread(s.Context(), v.userID, Rooms)
	if err != nil {
		return flashUnavailable(s)
	}
	v.unread, v.unreadSince = unread, since
	delete(v.unread, v.Query.Room)
	return nil
}

func flashUnavailable(s *live.Socket) error {
	s.Flash(live.FlashError, "Messages are temporarily unavailable. Try again in a moment.")
	return nil
}

// loadOlder reads the page of messages before the oldest one shown.
func (v *Chat) loadOlder(s *live.Socket, _ LoadOlder) error {
	if len(v.messages) == 0 {
		return v.Reload(s)
	}
	older, hasOlder, err := v.readPage(s, v.messages[0].ID)
	if err != nil {
		return flashUnavailable(s)
	}
	v.messages, v.hasOlder = append(older, v.messages...), hasOlder
	return nil
}

// readPage returns the newest messages with IDs below before, and whether there are older ones.
func (v *Chat) readPage(s *live.Socket, before int64) (page []store.Message, hasOlder bool, err error) {
	page, err = v.App.Store.Before(s.Context(), v.Query.Room, before, pageSize+1)
	if hasOlder = len(page) > pageSize; hasOlder {
		page = page[1:]
	}
	return page, hasOlder, err
}

// markRead marks the messages shown as read and notifies the other tabs of the user.
func (v *Chat) markRead(s *live.Socket) {
	if v.userID == "" || !v.connected || len(v.messages) == 0 || v.messages[len(v.messages)-1].ID <= v.lastRead {
		return
	}
	last := v.messages[len(v.messages)-1].ID
	if v.App.Store.MarkRead(s.Context(), v.userID, v.Query.Room, last) != nil {
		return // the next mark includes this one
	}
	v.lastRead = last
	for _, p := range v.App.Presence.List(presenceRoom) {
		if p.Key == v.userID && len(p.Entries) > 1 {
			_ = v.App.readTopic(v.userID).Publish(s.Context(), roomRead{v.Query.Room}) // fails only when the page has been closed
		}
	}
}

// onRoomRead handles the notification that another tab of the user shows a room.
func (v *Chat) onRoomRead(_ *live.Socket, e roomRead) error {
	delete(v.unread, e.Room)
	return nil
}

// onChange applies a change of another page or of this one.
func (v *Chat) onChange(_ *live.Socket, c store.Change) error {
	m := c.Message
	if v.userID == "" {
		return nil
	}
	if m.Room != v.Query.Room {
		if c.Kind == store.Added && m.Author != v.userID && m.ID > v.unreadSince {
			v.unread[m.Room]++
		}
		return nil
	}
	i, found := slices.BinarySearchFunc(v.messages, m.ID, func(m store.Message, id int64) int { return cmp.Compare(m.ID, id) })
	switch {
	case found && c.Kind == store.Deleted:
		v.messages = slices.Delete(v.messages, i, i+1)
		if v.editingID == m.ID {
			v.editingID = 0
		}
	case found && c.Kind == store.Edited:
		v.messages[i] = m
	case !found && c.Kind == store.Added && (i > 0 || !v.hasOlder): // otherwise it is older than the messages shown
		v.messages = slices.Insert(v.messages, i, m)
	}
	return nil
}

// onPresence does nothing, because the template reads the presence list. The view is rendered after
// it.
func (v *Chat) onPresence(*live.Socket, []presence.Event[Status]) error { return nil }

// tick marks messages as read and updates the typing indicator, which is on for typingTimeout after
// a change of the draft.
func (v *Chat) tick(s *live.Socket, _ time.Time) error {
	v.markRead(s)
	if draft := v.DraftForm.Value.Text; draft != v.lastDraft {
		v.lastDraft, v.draftChanged = draft, time.Now()
	}
	typing := v.lastDraft != "" && time.Since(v.draftChanged) < typingTimeout
	v.setStatus(Status{v.name, v.Query.Room, typing})
	return nil
}

// setStatus publishes the status of this tab if it has changed.
func (v *Chat) setStatus(status Status) {
	if v.tracked != nil && status != v.status {
		v.status = status
		v.tracked.Update(status)
	}
}

// participants returns the names of the users in this room, without duplicates, and of the other
// users who are typing.
func (v *Chat) participants() (names, typing []string) {
	for _, p := range v.App.Presence.List(presenceRoom) {
		name, isTyping := "", false
		for _, e := range p.Entries {
			if e.Meta.Room == v.Query.Room {
				name, isTyping = e.Meta.Name, isTyping || e.Meta.Typing
			}
		}
		if name != "" {
			names = append(names, name)
		}
		if isTyping && p.Key != v.userID {
			typing = append(typing, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names, typing
}

// typingText returns the typing indicator.
func typingText(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is typing…"
	case 2:
		return names[0] + " and " + names[1] + " are typing…"
	}
	return "Several users are typing…"
}
