package htmlscan

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIDs(t *testing.T) {
	for document, want := range map[string][]string{
		``:                                     nil,
		`<!doctype html><p>`:                   nil,
		`<p id=a><P ID='b'>x</p>`:              {"a", "b"},
		`<p data-id="a" id="&amp;">`:           {"&"},
		`<p id="">`:                            nil,
		`<br id="a"/><svg id="b"/>c<i id="c">`: {"a", "b", "c"},
		`<!-- <p id="a"> --><p id="b">`:        {"b"},
		`<script id="a">"<p id='b'>"</script><textarea><p id="c"></textarea><i id="d">`:                             {"a", "d"},
		`<template id="a"><i id="b"></i><template><i id="c"></i></template><i id="d"></i></template><i id="e"></i>`: {"a", "e"},
		`</template><i id="a"></i>`: {"a"},
		`<p id="a`:                  nil,
		`a < b <i id="a">`:          {"a"},
	} {
		require.Equal(t, want, IDs([]byte(document)), document)
	}
}
