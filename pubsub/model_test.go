package pubsub_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A heard is what one subscription of the model was told.
type heard struct {
	topic  int
	cancel func()
	want   []int // every message of the topic between Subscribe and cancel
	got    []int
	lost   bool
}

// Whatever is subscribed, cancelled and published in whatever order, also from within a subscriber: each subscription
// hears what was published to its topic while it lasted, and nothing else. Paths through raw and typed subscriptions
// end the same.
func TestLocalModel(t *testing.T) {
	ctx := context.Background()
	names := []string{"a", "b"}
	rapid.Check(t, func(rt *rapid.T) {
		var bus pubsub.Local
		var live, all []*heard
		next := 0
		topics := []pubsub.Topic[int]{pubsub.NewTopic[int](&bus, names[0]), pubsub.NewTopic[int](&bus, names[1])}
		publish := func(topic int) {
			next++
			for _, h := range live {
				if h.topic == topic {
					h.want = append(h.want, next)
				}
			}
			require.NoError(rt, topics[topic].Publish(ctx, next))
		}
		end := func(h *heard) {
			live = slices.DeleteFunc(live, func(l *heard) bool { return l == h })
			h.cancel()
		}
		topic := rapid.IntRange(0, 1)
		rt.Repeat(map[string]func(*rapid.T){
			"subscribe": func(rt *rapid.T) {
				h := &heard{topic: topic.Draw(rt, "topic")}
				relay := rapid.SampledFrom([]string{"", "", "relay", "once"}).Draw(rt, "does")
				hear := func(n int, lost bool) {
					h.got, h.lost = append(h.got, n), h.lost || lost
					switch {
					case relay == "relay" && n%5 == 0 && h.topic == 0:
						publish(1)
					case relay == "once":
						// What was published to it and waits is not heard after cancel.
						h.want = h.want[:len(h.got)]
						end(h)
					}
				}
				var err error
				if rapid.Bool().Draw(rt, "typed") {
					h.cancel, err = topics[h.topic].Subscribe(ctx, func(d pubsub.Delivery[int]) { hear(*d.Value, d.Lost) })
				} else {
					h.cancel, err = bus.Subscribe(ctx, names[h.topic], func(m pubsub.Message) {
						n, err := strconv.Atoi(string(m.Data))
						require.NoError(rt, err)
						hear(n, m.Lost)
					})
				}
				require.NoError(rt, err)
				live, all = append(live, h), append(all, h)
			},
			"cancel": func(rt *rapid.T) {
				if len(live) > 0 {
					end(rapid.SampledFrom(live).Draw(rt, "which"))
				}
			},
			"publish": func(rt *rapid.T) { publish(topic.Draw(rt, "topic")) },
			"": func(rt *rapid.T) {
				for _, h := range all {
					require.Equal(rt, h.want, h.got)
					require.False(rt, h.lost)
				}
			},
		})
		for _, h := range live {
			h.cancel()
		}
	})
}
