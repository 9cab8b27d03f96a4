package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// importPage is the document whose program is views.Import.
const importPage = "../docs/howto/background.md"

// importing is a site with views.Import. Each receive from save saves a contact, with an error or nil.
type importing struct {
	*Tab
	proxy *Proxy
	save  chan error
	began chan struct{} // receives a value when a contact is about to be saved
}

func openImport(t *testing.T) *importing {
	t.Helper()
	i := &importing{save: make(chan error), began: make(chan struct{}, 100)}
	v := &views.Import{Contacts: strings.Fields("Ann Bob Cem Dan")}
	v.Save = func(ctx context.Context, _ string) error {
		i.began <- struct{}{}
		select {
		case err := <-i.save:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	srv := newServer(viewFunc(func() *views.Import { page := *v; return &page }))
	i.proxy = NewProxy(t, newSite(t, srv).addr)
	i.Tab = openConnected(t, i.proxy.URL())
	return i
}

// shows waits until the page shows these numbers and texts.
func (i *importing) shows(saved int, status, disabled string) {
	i.t.Helper()
	i.Until(fmt.Sprintf(`document.querySelector("progress").value === %d
		&& document.querySelector("label").textContent === "%d of 4 contacts imported"
		&& document.querySelector("[role=status]").innerText === %q
		&& [...document.querySelectorAll("[aria-disabled=true]")].map(e => e.id).join() === %q`, saved, saved, status, disabled))
}

// The bar shows the progress, also after the connection was lost meanwhile.
func TestTask_ProgressInBrowser(t *testing.T) {
	t.Parallel()
	i := openImport(t)
	i.shows(0, "", "cancel")
	i.Do(`window.bar = document.querySelector("progress")`)
	i.Click("#start")
	i.shows(0, "", "start")
	i.save <- nil
	i.shows(1, "", "start")
	i.proxy.SetDown(true)
	i.Until(`document.querySelector("#live-root.live-loading")`)
	i.save <- nil
	i.save <- nil
	i.proxy.SetDown(false)
	i.shows(3, "", "start")
	i.save <- nil
	i.shows(4, "The import is complete.", "cancel")
	require.Equal(t, "true", i.Text(`String(bar === document.querySelector("progress"))`), "the element stays")
	require.Equal(t, "true", i.Text(`String(document.querySelector("progress").labels[0] === document.querySelector("label"))`))
}

// A user with a keyboard starts, cancels and retries; the focus stays where it was.
func TestTask_KeyboardInBrowser(t *testing.T) {
	t.Parallel()
	i := openImport(t)
	focus := `document.activeElement.id`
	i.Keys(kb.Tab + kb.Enter)
	i.save <- nil
	i.shows(1, "", "start")
	require.Equal(t, "start", i.Text(focus))
	i.Keys(kb.Enter) // does nothing while the import runs
	i.Keys(kb.Tab + " ")
	i.shows(1, "The import was canceled.", "cancel")
	require.Equal(t, "cancel", i.Text(focus))
	require.Len(t, i.began, 2, "of one import")

	i.Keys(" ") // there is nothing to cancel
	i.Keys(kb.Shift + kb.Tab)
	i.Do(`document.getElementById("start").focus()`)
	i.Keys(kb.Enter)
	i.shows(0, "", "start")
	i.save <- errors.New("no connection")
	i.shows(0, "The import has failed. Nothing is lost; try again.", "cancel")
	require.Equal(t, "Retry", i.Text(`document.activeElement.textContent.trim()`))
	i.Keys(kb.Enter)
	for range 4 {
		i.save <- nil
	}
	i.shows(4, "The import is complete.", "cancel")
	require.Equal(t, "Import", i.Text(`document.activeElement.textContent.trim()`))
}

// A page that is mounted again does not continue the import of the view that has ended.
func TestTask_ReloadedInBrowser(t *testing.T) {
	t.Parallel()
	i := openImport(t)
	i.Click("#start")
	i.save <- nil
	i.shows(1, "", "start")
	i.Open(i.proxy.URL())
	i.WaitConnected()
	i.shows(0, "", "cancel")
	i.Click("#start")
	for n := range 4 {
		i.save <- nil
		if n < 3 {
			i.shows(n+1, "", "start")
		}
	}
	i.shows(4, "The import is complete.", "cancel")
}

// The document shows the program of these tests.
func TestTask_ProgramOfDocument(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(importPage)
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```(?:go|templ)\n// contacts/contacts\\.\\w+\n(.*?)```").FindAllStringSubmatch(string(doc), -1)
	var shown []string
	for _, b := range blocks {
		shown = append(shown, strings.Replace(b[1], "package contacts", "package views", 1))
	}
	for _, name := range []string{"contacts.go", "contacts.templ"} {
		program, err := os.ReadFile("views/" + name)
		require.NoError(t, err)
		require.True(t, slices.Contains(shown, string(program)), "%s differs from its code in %s", name, importPage)
	}
}
