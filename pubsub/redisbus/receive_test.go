package redisbus

import (
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// What a subscriber is told of what comes from Redis.
func TestHear(t *testing.T) {
	us, other := node{1}, node{2}
	message := func(from node, seq uint64, data string) string {
		return string(envelope{node: from, pos: position{1, seq}}.encode([]byte(data)))
	}
	said := func(data string) pubsub.Message { return pubsub.Message{Topic: "a", Data: []byte(data)} }
	lost := pubsub.Message{Topic: "a", Lost: true}
	for name, c := range map[string]struct {
		channel string
		payload []string
		want    []pubsub.Message
	}{
		"in order":         {"lively.a", []string{message(other, 1, "x"), message(other, 2, "")}, []pubsub.Message{said("x"), said("")}},
		"twice":            {"lively.a", []string{message(other, 1, "x"), message(other, 1, "x"), message(other, 2, "y")}, []pubsub.Message{said("x"), said("y")}},
		"too late":         {"lively.a", []string{message(other, 2, "y"), message(other, 1, "x")}, []pubsub.Message{said("y")}},
		"our own":          {"lively.a", []string{message(us, 1, "x")}, nil},
		"of somebody else": {"lively.a", []string{`{"hello":"world"}`}, []pubsub.Message{lost}},
		"no topic of ours": {"lively.b", []string{message(other, 1, "x"), "?"}, nil},
		"a notice": {"lively.a", []string{
			message(other, 1, "x"),
			string(envelope{node: other, pos: position{1, 3}, noData: true}.encode(nil)),
			string(envelope{node: other, pos: position{1, 4}, noData: true}.encode(nil)),
		}, []pubsub.Message{said("x"), lost}},
		"a broken probe": {"lively!", []string{string(envelope{node: other, noData: true}.encode([]byte("\x07")))}, nil},
		"not confirmed":  {"lively.pending", []string{message(other, 1, "x")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn := &conn{shard: newTestShard()}
				conn.node = us
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
