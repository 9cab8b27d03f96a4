package live

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/pubsub"
)

// Identify says whose page this is, such as "user:7" or the id of a login, so that Disconnect reaches it on whichever node of bus it
// lives. It holds until the view is unmounted. An empty id panics.
func Identify(s *Socket, bus pubsub.Bus, id string) error {
	inst := s.inst
	cancel, err := disconnectTopic(bus, id).Subscribe(inst.ctx, func(pubsub.Delivery[struct{}]) { inst.prog.ses.Disconnect() })
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	inst.cleanups = append(inst.cleanups, cancel)
	return nil
}

// Disconnect takes the connection from every page that was identified with id, on every node of bus. Each comes back through the
// application's middleware, which decides anew: where it lets the page pass, nothing is lost; where it does not, the browser loads the
// page as an ordinary one. So end the login first, then disconnect. When messages of the bus were lost, pages come back likewise.
func Disconnect(ctx context.Context, bus pubsub.Bus, id string) error {
	if err := disconnectTopic(bus, id).Publish(ctx, struct{}{}); err != nil {
		return fmt.Errorf("live: disconnect: %w", err)
	}
	return nil
}

func disconnectTopic(bus pubsub.Bus, id string) pubsub.Topic[struct{}] {
	if id == "" {
		panic(fmt.Sprintf("live: empty id to disconnect in %q", id))
	}
	return pubsub.NewTopic[struct{}](bus, "live:disconnect:"+id)
}
