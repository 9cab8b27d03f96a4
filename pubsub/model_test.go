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

// A subscription is one subscription of the model, with the messages that it should have received
// and has received.
type subscription struct {
	topic  int
	cancel func()
	want   []int // all messages of the topic between Subscribe and cancel
	got    []int
	lost   bool
}

// TestLocal_Model calls Subscribe, cancel and Publish in random order, also from within a
// subscriber. Each subscription, raw or typed, must receive exactly the messages published to its
// topic before it was cancelled.
func TestLocal_Model(t *testing.T) {
	ctx := context.Background()
	names := []string{"a", "b"}
	rapid.Check(t, func(rt *rapid.T) {
		var bus pubsub.Local
		var live, all []*subscription
		next := 0
		topics := []pubsub.Topic[int]{pubsub.NewTopic[int](&bus, names[0]), pubsub.NewTopic[int](&bus, names[1])}
		publish := func(topic int) {
			next++
			for _, s := range live {
				if s.topic == topic {
					s.want = append(s.want, next)
				}
			}
			require.NoError(rt, topics[topic].Publish(ctx, next))
		}
		end := func(s *subscription) {
			live = slices.DeleteFunc(live, func(l *subscription) bool { return l == s })
			s.cancel()
		}
		topic := rapid.IntRange(0, 1)
		rt.Repeat(map[string]func(*rapid.T){
			"subscribe": func(rt *rapid.T) {
				s := &subscription{topic: topic.Draw(rt, "topic")}
				action := rapid.SampledFrom([]string{"", "", "relay", "once"}).Draw(rt, "action")
				receive := func(n int, lost bool) {
					s.got, s.lost = append(s.got, n), s.lost || lost
					switch {
					case action == "relay" && n%5 == 0 && s.topic == 0:
						publish(1)
					case action == "once":
						// Queued messages are not delivered after cancel.
						s.want = s.want[:len(s.got)]
						end(s)
					}
				}
				var err error
				if rapid.Bool().Draw(rt, "typed") {
					s.cancel, err = topics[s.topic].Subscribe(ctx, func(d pubsub.Delivery[int]) { receive(*d.Value, d.Lost) })
				} else {
					s.cancel, err = bus.Subscribe(ctx, names[s.topic], func(m pubsub.Message) {
						n, err := strconv.Atoi(string(m.Data))
						require.NoError(rt, err)
						receive(n, m.Lost)
					})
				}
				require.NoError(rt, err)
				live, all = append(live, s), append(all, s)
			},
			"cancel": func(rt *rapid.T) {
				if len(live) > 0 {
					end(rapid.SampledFrom(live).Draw(rt, "which"))
				}
			},
			"publish": func(rt *rapid.T) { publish(topic.Draw(rt, "topic")) },
			"": func(rt *rapid.T) {
				for _, s := range all {
					require.Equal(rt, s.want, s.got)
					require.False(rt, s.lost)
				}
			},
		})
		for _, s := range live {
			s.cancel()
		}
	})
}
