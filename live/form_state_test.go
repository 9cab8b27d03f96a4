package live

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func reset() wire.Form { return wire.Form{Kind: wire.Reset} }

func TestForm_TargetIsFieldThatChangedLast(t *testing.T) {
	f := Form[account]{Value: account{Items: []line{{ID: 1}, {ID: 2}}}}
	f.Bind()
	second := f.Field("items[1].name").Name
	require.Empty(t, f.Target())
	receive(t, &f, change("email", "email", "ann"))
	require.Equal(t, "email", f.Target())
	receive(t, &f, change(second, second, "Tea"))
	require.Equal(t, "items[1].name", f.Target())
	first := f.Field("items[0]").Name
	receive(t, &f, change(first, first, "remove"))
	require.Equal(t, "items", f.Target(), "a row was removed")
	receive(t, &f, change("bogus", "bogus", "x"))
	require.Empty(t, f.Target())
	receive(t, &f, change(second, second, "Coffee"))
	require.Equal(t, "items[0].name", f.Target(), "the row has moved up")
	for name, sent := range map[string]wire.Form{
		"submit": submit("email", "x"), "reset": reset(), "restore": {Kind: wire.Restore, Source: "email"},
	} {
		receive(t, &f, change("email", "email", "ann"))
		receive(t, &f, sent)
		require.Empty(t, f.Target(), name)
	}
}

func TestForm_TargetOfRemovedRowIsEmpty(t *testing.T) {
	f := Form[account]{Value: account{Items: []line{{ID: 1}}}}
	f.Bind()
	name := f.Field("items[0].name").Name
	receive(t, &f, change(name, name, "Tea"))
	f.Value.Items = nil
	f.Bind()
	require.Empty(t, f.Target())
}

func TestForm_Submitter(t *testing.T) {
	var f Form[account]
	sent := submit("action", "default", "email", "x", "action", "draft")
	sent.Source = "action"
	receive(t, &f, sent)
	name, value := f.Submitter()
	require.Equal(t, [2]string{"action", "draft"}, [2]string{name, value})
	for _, other := range []wire.Form{change("email", "email", "y"), submit("email", "x"), reset()} {
		receive(t, &f, sent)
		receive(t, &f, other)
		name, value = f.Submitter()
		require.Empty(t, name+value)
	}
}

func TestForm_DirtyUntilResetOrMarkClean(t *testing.T) {
	f := Form[account]{Value: account{Email: "ann@example.com", Items: []line{{Name: "Tea"}, {Name: "Milk"}}}}
	fields := []string{"", "email", "password", "age", "items", "items[0]", "items[0].name", "items[1].name"}
	dirty := func() (names []string) {
		for _, name := range fields {
			if f.Field(name).Dirty() {
				names = append(names, name)
			}
		}
		return names
	}
	require.False(t, f.Dirty())
	require.Empty(t, dirty())

	receive(t, &f, change("email", "email", "ben@example.com"))
	require.True(t, f.Dirty())
	require.Equal(t, []string{"", "email"}, dirty())
	receive(t, &f, change("email", "email", "ann@example.com"))
	require.False(t, f.Dirty(), "the user has typed the old text again")

	receive(t, &f, change("age", "age", "x"))
	require.Equal(t, []string{"", "age"}, dirty(), "a text that does not decode")
	receive(t, &f, change("age", "age", ""))
	receive(t, &f, change("password", "password", "secret"))
	require.Equal(t, []string{"", "password"}, dirty())
	receive(t, &f, change("password", "password", ""))

	name := f.Field("items[0].name").Name
	receive(t, &f, change(name, name, "Coffee"))
	require.Equal(t, []string{"", "items", "items[0]", "items[0].name"}, dirty())
	f.MarkClean()
	require.Empty(t, dirty())
	receive(t, &f, change("items[+]", "items[+]", "k7"))
	receive(t, &f, change("items[k7]", "items[k7]", "-2"))
	require.Equal(t, []string{"", "items", "items[0]", "items[0].name"}, dirty(), "only the row that is new differs by itself")

	receive(t, &f, reset())
	require.Equal(t, account{Email: "ann@example.com", Items: []line{{Name: "Coffee"}, {Name: "Milk"}}}, f.Value)
	require.Equal(t, name, f.Field("items[0].name").Name, "a row keeps its key")
	require.Empty(t, dirty())
}

func TestForm_ResetForgetsInput(t *testing.T) {
	f := Form[account]{ID: "a", Value: account{Email: "ann"}}
	key := f.newSubmitKey()
	receive(t, &f, submit("email", "ben", "age", "x", submitKeyName, key))
	require.NotEmpty(t, visibleErrors(&f, "email", "age"))
	receive(t, &f, reset())
	require.Equal(t, "ann", f.Value.Email)
	require.Equal(t, "a-email", f.Field("email").ID)
	require.Empty(t, visibleErrors(&f, "email", "age", "password"), "no field is used")
	require.Empty(t, f.Field("age").Value)
	require.NotEqual(t, key, f.SubmitKey())
	receive(t, &f, change("age", "age", "y"))
	require.Equal(t, map[string]string{"age": "must be a whole number"}, visibleErrors(&f, "email", "age", "password"))
}

// What the view changes in place does not change the clean data.
func TestForm_CleanDataIsNotShared(t *testing.T) {
	f := Form[account]{Value: account{Items: []line{{Name: "Tea"}}, Langs: []string{"go"}}}
	receive(t, &f, change("email", "email", "x"))
	f.Value.Items[0].Name, f.Value.Langs[0] = "changed", "changed"
	receive(t, &f, reset())
	require.Equal(t, account{Items: []line{{Name: "Tea"}}, Langs: []string{"go"}}, f.Value)
	f.Value.Items[0].Name = "changed"
	receive(t, &f, reset())
	require.Equal(t, "Tea", f.Value.Items[0].Name)
}

func TestForm_OperationOnRowsUsesTheSlice(t *testing.T) {
	f := Form[limited]{Value: limited{Items: []line{{Name: "Tea"}}}}
	f.Bind()
	receive(t, &f, change("name", "name", "x"))
	require.Empty(t, f.Field("items").Error)
	row := f.Field("items[0]").Name
	receive(t, &f, change(row, row, "remove"))
	require.Equal(t, "add an item", f.Field("items").Error)
}

type limited struct {
	Name  string
	Items []line
}

func (l limited) Validate() error {
	if len(l.Items) == 0 {
		return Errors{"items": "add an item"}
	}
	return nil
}

// An event may report changes of several fields: each counts as used, and the last one is the target.
func TestForm_SeveralChangesInOneEvent(t *testing.T) {
	for _, kind := range []wire.FormKind{wire.Change, wire.Restore} {
		f := Form[account]{Value: account{Items: []line{{ID: 1}, {ID: 2}}}}
		f.Bind()
		second := f.Field("items[1].name").Name
		sent := change("age", "age", "x", "email", "", second, "")
		sent.Kind, sent.Earlier = kind, []string{"email", "bogus", "items[9].name", second}
		receive(t, &f, sent)
		require.Equal(t, map[string]bool{"age": true, "email": true, second: true}, f.touched)
		if kind == wire.Change {
			require.Equal(t, "age", f.Target())
		}
	}
}
