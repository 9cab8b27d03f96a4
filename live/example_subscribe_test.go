package live_test

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// Headline is a page that shows the last message on a topic.
type Headline struct {
	Topic pubsub.Topic[string]
	text  string
}

func (h *Headline) Mount(s *live.Socket) error {
	_, err := live.Subscribe(s, h.Topic, h.show)
	return err
}

func (h *Headline) show(_ *live.Socket, text string) error {
	h.text = text
	return nil
}

func (h *Headline) Render() templ.Component { return htmlf("<h1>%s</h1>", h.text) }

func ExampleSubscribe() {
	t := &exampleTB{}
	defer t.end()

	var bus pubsub.Local
	topic := pubsub.NewTopic[string](&bus, "headlines")
	p := livetest.Mount(t, func() live.View { return &Headline{Topic: topic} })
	if err := topic.Publish(context.Background(), "Rain expected"); err != nil {
		panic(err)
	}
	fmt.Println(p.Settle().Text("h1"))
	// Output: Rain expected
}
