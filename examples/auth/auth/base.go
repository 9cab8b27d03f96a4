package auth

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

// A base is what each view has.
type base struct {
	app   *app
	Login *store.Login // when the view was mounted; nil for a guest
}

func (b *base) page() *base { return b }

// Mount makes the page end with its login: here, or with all logins of the user.
func (b *base) Mount(s *live.Socket) error {
	if b.Login == nil {
		return nil
	}
	for _, topic := range []string{loginTopic(b.Login.ID), userTopic(b.Login.User.ID)} {
		if _, err := live.Identify(s, &b.app.bus, topic); err != nil {
			return err
		}
	}
	return nil
}

func loginTopic(id string) string   { return "login:" + id }
func userTopic(userID int64) string { return "user:" + strconv.FormatInt(userID, 10) }

// current returns the login as it is now. What the view has is a snapshot: the page may be open for hours.
func (b *base) current(ctx context.Context) (store.Login, error) {
	if b.Login == nil {
		return store.Login{}, store.ErrNotFound
	}
	return b.app.Store.Login(ctx, b.Login.ID)
}

// currentAdmin returns the login if its user is still an administrator.
func (b *base) currentAdmin(ctx context.Context) (store.Login, error) {
	l, err := b.current(ctx)
	if err == nil && !l.Acting.IsAdmin {
		err = errors.New("auth: the user is not an administrator")
	}
	return l, err
}

// browserName returns a readable name for the header User-Agent.
func browserName(agent string) string {
	for _, name := range []string{"Firefox", "Edg", "Chrome", "Safari"} {
		if strings.Contains(agent, name) {
			return strings.Replace(name, "Edg", "Edge", 1)
		}
	}
	return "Unknown browser"
}
