package live_test

import (
	"context"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Home is a page of one person.
type Home struct {
	Bus  pubsub.Bus
	User string
}

func (v *Home) Mount(s *live.Socket) error { return live.Identify(s, v.Bus, "user:"+v.User) }
func (v *Home) Render() templ.Component    { return templ.Raw("<h1>Welcome</h1>") }

// logOut ends a person's logins, then takes their pages away.
func logOut(ctx context.Context, bus pubsub.Bus, user string, end func(user string) error) error {
	if err := end(user); err != nil {
		return err
	}
	return live.Disconnect(ctx, bus, "user:"+user)
}

func ExampleDisconnect() {
	var bus pubsub.Local
	_ = logOut(context.Background(), &bus, "ann", func(user string) error { return nil })
}
