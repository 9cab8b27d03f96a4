package redisbus

import (
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func TestConn_Handle(t *testing.T) {
	self, other := node{1}, node{2}
	message := func(from node, seq uint64, data string) string {
		return string(envelope{node: from, pos: position{1, seq}}.encode([]byte(data)))
	}
	delivery := func(data string) pubsub.Message { return pubsub.Message{Topic: "a", Data: []byte(data)} }
	lost := pubsub.Message{Topic: "a", Lost: true}
	for name, c := range map[string]struct {
		channel string
		payload []string
		want    []pubsub.Message
	}{
		"in order":        {"lively.a", []string{message(other, 1, "x"), message(other, 2, "")}, []pubsub.Message{delivery("x"), delivery("")}},
		"duplicate":       {"lively.a", []string{message(other, 1, "x"), message(other, 1, "x"), message(other, 2, "y")}, []pubsub.Message{delivery("x"), delivery("y")}},
		"out of order":    {"lively.a", []string{message(other, 2, "y"), message(other, 1, "x")}, []pubsub.Message{delivery("y")}},
		"own message":     {"lively.a", []string{message(self, 1, "x")}, nil},
		"foreign message": {"lively.a", []string{`{"hello":"world"}`}, []pubsub.Message{lost}},
		"unknown topic":   {"lively.b", []string{message(other, 1, "x"), "?"}, nil},
		"loss notice": {"lively.a", []string{
			message(other, 1, "x"),
			string(envelope{node: other, pos: position{1, 3}, noData: true}.encode(nil)),
			string(envelope{node: other, pos: position{1, 4}, noData: true}.encode(nil)),
		}, []pubsub.Message{delivery("x"), lost}},
		"invalid probe":              {"lively!", []string{string(envelope{node: other, noData: true}.encode([]byte("\x07")))}, nil},
		"subscription not confirmed": {"lively.pending", []string{message(other, 1, "x")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn := &conn{shard: newTestShard()}
				conn.node = self
				var received []pubsub.Message
				for _, topic := range []string{"a", "pending"} {
					_, err := conn.bus.local.Subscribe(t.Context(), topic, func(m pubsub.Message) { received = append(received, m) })
					require.NoError(t, err)
					conn.acquire(topic)
				}
				conn.onSubscribed("a", noon)
				for _, payload := range c.payload {
					conn.handle(c.channel, payload)
				}
				synctest.Wait()
				require.Equal(t, c.want, received)
			})
		})
	}
}
