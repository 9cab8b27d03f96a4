package live

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/pubsub"
)

// Identify associates the page with id, such as "user:7" or the ID of a login, so that [Disconnect]
// reaches it on any node of bus. The association ends when the view is unmounted. Identify panics
// if id is empty. It returns an error if the bus cannot subscribe.
func Identify(s *Socket, bus pubsub.Bus, id string) error {
	inst := s.inst
	cancel, err := disconnectTopic(bus, id).Subscribe(inst.ctx, func(pubsub.Delivery[struct{}]) {
		inst.prog.ses.Disconnect()
	})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	inst.addCleanup(cancel)
	return nil
}

// Disconnect closes the connection of every page that was identified with id, on all nodes of bus.
// Each page reconnects through the application's middleware: if that accepts the page, nothing is
// lost; otherwise the browser loads the page again. End the login before calling Disconnect.
//
// Pages also reconnect if messages on bus may have been lost. Disconnect panics if id is empty. It
// returns an error if the bus cannot publish.
func Disconnect(ctx context.Context, bus pubsub.Bus, id string) error {
	if err := disconnectTopic(bus, id).Publish(ctx, struct{}{}); err != nil {
		return fmt.Errorf("live: disconnect: %w", err)
	}
	return nil
}

// disconnectTopic returns the topic on which the pages of id are disconnected.
func disconnectTopic(bus pubsub.Bus, id string) pubsub.Topic[struct{}] {
	if id == "" {
		panic("live: Identify and Disconnect need a non-empty id")
	}
	return pubsub.NewTopic[struct{}](bus, "live:disconnect:"+id)
}
