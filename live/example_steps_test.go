package live_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

func ExampleClick_commands() {
	printAttr(live.Click(Select{ID: 7}))
	printAttr(live.Click(dom.Hide("#menu"), Select{ID: 7}))
	// Output:
	// <button live-click="live_test.Select?id=7">
	// <button live-click="[[&#34;hide&#34;,&#34;#menu&#34;],&#34;live_test.Select?id=7&#34;]">
}

func ExampleCommands() {
	printAttr(live.Commands("close", dom.Hide(dom.Self)))
	printAttr(live.Click(dom.Exec("#menu", "close")))
	// Output:
	// <button live-commands-close="[[&#34;hide&#34;,&#34;&#34;]]">
	// <button live-click="[[&#34;exec&#34;,&#34;#menu&#34;,&#34;close&#34;]]">
}

func ExampleSocket_Exec() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			s.Exec(dom.AddClass("button", "done"))
			return nil
		}}
	})
	p.Click("button")
	fmt.Println(p.Has("button.done"))
	// Output: true
}
