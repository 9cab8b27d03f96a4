package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClientClick(t *testing.T) {
	_, tab, l := open(t, `<button live-click="counter.Add?by=1">+</button><output>1000</output>`)
	tab.Click("button")
	l.want(`["e",0,1,0,"counter.Add?by=1"]`)
	require.Equal(t, "live-click-loading", tab.Text("document.querySelector('button').className"))
	l.send(`[1,[[0,2,[4,0,"1001"]]]]`)
	tab.Wait("document.querySelector('output').textContent === '1001'")
	require.Equal(t, "null", tab.JSON("document.querySelector('button').getAttribute('class')"))
}
