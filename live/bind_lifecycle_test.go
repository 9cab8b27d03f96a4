package live_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

func TestBinding_InvalidLifecycle(t *testing.T) {
	for want, bind := range map[string]func(){
		`live: live-remove takes commands of package dom only, not live_test.Reset`:       func() { live.Remove(Reset{}) },
		`live: live-disconnected takes commands of package dom only, not live_test.Reset`: func() { live.Disconnected(dom.PopFocus(), Reset{}) },
		`live: live-remove has neither an event nor a command`:                            func() { live.Remove() },
		`live: Poll: interval 99ms is less than 100ms`:                                    func() { live.Poll(99*time.Millisecond, Reset{}) },
		`live: Throttle: negative duration -1s`:                                           func() { live.Throttle(-time.Second) },
		`live: DisableWith: the text is empty`:                                            func() { live.DisableWith("") },
	} {
		require.PanicsWithValue(t, want, bind)
	}
	require.Equal(t, ` live-change="live_test.Reset"`, render(live.Change(Reset{}).Throttle(time.Second).Throttle(time.Microsecond)))
}

func init() {
	for html, want := range map[string]string{
		`<p live-throttle="9">`:                                                  "has no effect without live-change or live-keydown",
		`<p live-throttle="x" live-keydown="live_test.tap">`:                     "must be a number of milliseconds",
		`<p live-throttle="9" live-debounce="9" live-keydown="live_test.tap">`:   "has no effect beside live-debounce",
		`<form live-change="live_test.tap"><input name="a" live-throttle="200">`: "",
		`<p live-disable-with="Wait">`:                                           "only a button shows the text",
		`<button type="button" live-disable-with="Wait">`:                        "neither submits a form nor has live-click",
		`<button live-click="live_test.tap" live-disable-with="Wait">`:           "",
		`<p live-poll="live_test.tap">`:                                          "has no effect without live-poll-interval",
		`<p live-poll-interval="100">`:                                           "has no effect without live-poll",
		`<p live-poll="live_test.tap" live-poll-interval="9">`:                   "must be a number of milliseconds, 100 or more",
		`<p live-viewport-once>`:                                                 "has no effect without live-viewport-enter",
		`<input live-viewport-top="live_test.tap">`:                              "the element has no children",
		`<p live-remove='["live_test.tap"]'>`:                                    "takes commands only",
		`<p live-remove='[["popFocus"]]'>`:                                       "",
		`<p phx-mounted="live_test.tap">`:                                        `(did you mean "live-mounted"?)`,
		`<p live-mounted="live_test.tap" live-value-id="1">`:                     "",
	} {
		misusedAttributes[html] = want
	}
}
