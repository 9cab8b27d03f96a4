package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/lively-go/lively/live"
)

// userID returns the ID of the user with a name in a browser. It is the same in all tabs and after
// a reload.
func userID(browser, name string) string {
	sum := sha256.Sum256([]byte(browser + "\n" + strings.ToLower(name)))
	return hex.EncodeToString(sum[:8])
}

// nameTaken reports whether another user who is present has the name.
func (a *App) nameTaken(name, userID string) bool {
	for _, p := range a.Presence.List(presenceRoom) {
		for _, e := range p.Entries {
			if p.Key != userID && strings.EqualFold(e.Meta.Name, name) {
				return true
			}
		}
	}
	return false
}

func (v *Chat) submitName(s *live.Socket, e NameEntry) error {
	if err := v.join(s, e); err != nil {
		return err
	}
	return s.ReplacePatch(Query{v.Query.Room, v.name})
}

// join enters the chat under a name, unless it is invalid or taken.
func (v *Chat) join(s *live.Socket, e NameEntry) error {
	if err := e.Validate(); err != nil {
		return err
	}
	name := normalizeName(e.Name)
	id := userID(v.browser, name)
	if v.App.nameTaken(name, id) {
		return live.Errors{"name": nameTakenText(name)}
	}
	v.userID, v.name = id, name
	if _, err := live.Subscribe(s, v.App.readTopic(id), v.onRoomRead); err != nil {
		return err
	}
	if v.connected {
		v.track(s)
	}
	return v.Reload(s)
}

// rename executes the command /nick. The user ID does not change, so the user keeps their messages.
func (v *Chat) rename(name string) error {
	name = normalizeName(name)
	if (NameEntry{name}).Validate() != nil {
		return live.Errors{"text": fmt.Sprintf("A name has 1 to %d characters. Try /nick Ada.", maxNameLen)}
	}
	if v.App.nameTaken(name, v.userID) {
		return live.Errors{"text": nameTakenText(name)}
	}
	if err := v.checkRate(); err != nil {
		return err
	}
	v.name = name
	v.DraftForm.Reset()
	v.setStatus(Status{name, v.Query.Room, false})
	return nil
}

func normalizeName(name string) string { return strings.Join(strings.Fields(name), " ") }

func nameTakenText(name string) string {
	return "The name " + name + " is in use. Choose another name."
}
