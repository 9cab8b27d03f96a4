package live

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

type (
	account struct {
		Email    string
		Password string `live:",secret"`
		Age      int
		News     bool
		Langs    []string
		Scores   []int
		Address  address
		Items    []line
	}
	address struct{ City string }
	login   struct {
		PIN int `live:",secret"`
	}
	line struct {
		ID   int
		Name string
		Done bool
	}
)

func (a account) Validate() error {
	errs := Errors{}
	if !strings.Contains(a.Email, "@") {
		errs["email"] = "must be an email address"
	}
	if len(a.Password) < 8 {
		errs["password"] = "must have at least 8 characters"
	}
	for i, l := range a.Items {
		if l.Name == "" {
			errs["items["+string(rune('0'+i))+"].name"] = "must not be empty"
		}
	}
	return errs.Err()
}

// change and submit return the form data that the browser sends. pairs are names and texts.
func change(source string, pairs ...string) wire.Form {
	return wire.Form{Source: source, Data: wire.NewFields(pairs...)}
}

func submit(pairs ...string) wire.Form {
	form := change("", pairs...)
	form.Kind = wire.Submit
	return form
}

// receive decodes and validates form data. It reports whether the form is valid.
func receive[T any](t *testing.T, f *Form[T], sent wire.Form) (valid bool) {
	t.Helper()
	_, err := f.decode(sent, false)
	require.NoError(t, err)
	valid, err = f.validate(context.Background(), &Server{})
	require.NoError(t, err)
	return valid
}

// visibleErrors returns the errors that are shown beside the named fields.
func visibleErrors[T any](f *Form[T], names ...string) map[string]string {
	all := map[string]string{}
	for _, name := range names {
		if err := f.Field(name).Error; err != "" {
			all[name] = err
		}
	}
	return all
}

func TestForm_ErrorsFollowInput(t *testing.T) {
	var f Form[account]
	fields := []string{"email", "password", "age"}

	receive(t, &f, change("email", "email", "ann", "password", "", "age", ""))
	require.Equal(t, map[string]string{"email": "must be an email address"}, visibleErrors(&f, fields...), "errors of untouched fields are hidden")

	valid := receive(t, &f, submit("email", "ann@example.com", "password", "correct horse", "age", "x"))
	require.False(t, valid)
	require.Equal(t, map[string]string{"age": "must be a whole number"}, visibleErrors(&f, fields...))
	require.Equal(t, "x", f.Field("age").Value, "input that does not decode is kept")

	valid = receive(t, &f, submit("email", "ann@example.com", "password", "correct horse", "age", "42"))
	require.True(t, valid)
	require.Equal(t, account{Email: "ann@example.com", Password: "correct horse", Age: 42}, f.Value)

	f.setSubmitErrors(Errors{"email": "is taken"})
	require.Equal(t, map[string]string{"email": "is taken"}, visibleErrors(&f, fields...))
}

func TestForm_TouchedFieldsStayTouched(t *testing.T) {
	var f Form[account]
	receive(t, &f, change("email", "email", "ann", "age", "x", "password", ""))
	receive(t, &f, change("age", "email", "ann", "age", "x", "password", ""))
	require.Equal(t, map[string]string{"email": "must be an email address", "age": "must be a whole number"},
		visibleErrors(&f, "email", "age", "password"))
}

func TestForm_SubmitShowsAllErrors(t *testing.T) {
	var f Form[account]
	require.False(t, receive(t, &f, submit("email", "", "password", "")))
	require.Equal(t, map[string]string{"email": "must be an email address", "password": "must have at least 8 characters"},
		visibleErrors(&f, "email", "password", "age"))
}

func TestForm_ZeroValueRenders(t *testing.T) {
	var f Form[account]
	require.Equal(t, Field{ID: "account-email", Name: "email"}, f.Field("email"))
	require.Equal(t, Field{ID: "account-age", Name: "age"}, f.Field("age"))
	require.Equal(t, Field{ID: "account-news", Name: "news", Value: "true"}, f.Field("news"))
	require.Equal(t, Field{ID: "account-items-3-name", Name: "items[3].name"}, f.Field("items[3].name"))
	require.Equal(t, Field{ID: "account-items", Name: "items"}, f.Field("items"))
	require.Equal(t, Field{ID: "account-address-city", Name: "address.city"}, f.Field("address.city"))
	require.Equal(t, Field{ID: "account"}, f.Field(""))
}

func TestForm_InitialValue(t *testing.T) {
	f := Form[account]{ID: "edit-7", Value: account{Email: "ann", Age: 7, News: true, Langs: []string{"go", "c"}, Password: "hunter2"}}
	require.Equal(t, Field{ID: "edit-7-email", Name: "email", Value: "ann"}, f.Field("email"))
	require.Equal(t, "7", f.Field("age").Value)
	require.True(t, f.Field("news").Checked)
	require.Equal(t, []string{"go", "c"}, f.Field("langs").Values)
	require.Empty(t, f.Field("password").Value)
}

func TestForm_Bind(t *testing.T) {
	require.Equal(t, []templ.KeyValue[string, any]{
		{Key: "method", Value: "post"}, {Key: "live-change", Value: "live.account"}, {Key: "live-submit", Value: "live.account"},
		{Key: "live-rows", Value: "items"},
	}, new(Form[account]).Bind().Items())
	require.Equal(t, "id", (&Form[account]{ID: "signup"}).Bind().Items()[0].Key)
}

// A text that decodes is kept too: "1." must not become "1" while the user types.
func TestForm_KeepsRawInput(t *testing.T) {
	var f Form[account]
	for _, text := range []string{"007", "+1", " 42 ", "0", "x", ""} {
		receive(t, &f, change("age", "age", text))
		require.Equal(t, text, f.Field("age").Value)
	}
	receive(t, &f, change("age", "age", "007"))
	f.Value.Age = 8
	require.Equal(t, "8", f.Field("age").Value, "the view has changed the value")

	receive(t, &f, change("scores", "scores", "01", "scores", "x", "scores", ""))
	want := Field{ID: "account-scores", Name: "scores", Values: []string{"01", "x", ""}, Error: "must be a whole number", dirty: true}
	require.Equal(t, want, f.Field("scores"))
	require.Equal(t, []int{1, 0, 0}, f.Value.Scores)
}

func TestForm_SecretIsNotRendered(t *testing.T) {
	var f Form[login]
	for _, text := range []string{"1234", "12x4"} {
		receive(t, &f, submit("pin", text))
		require.Empty(t, f.Field("pin").Value)
		require.NotContains(t, f.inputs["pin"].texts, text)
	}
	require.Equal(t, "must be a whole number", f.Field("pin").Error)
}

// An unchecked box and a field that was not rendered are indistinguishable in form data.
func TestForm_UncheckedDiffersFromUnsent(t *testing.T) {
	f := Form[account]{Value: account{News: true, Langs: []string{"go"}, Age: 7}}
	receive(t, &f, change("email", "email", "ann"))
	require.True(t, f.Value.News)
	require.Equal(t, []string{"go"}, f.Value.Langs)
	require.Equal(t, 7, f.Value.Age)

	form := change("news", "email", "ann")
	form.Unchecked = []string{"news", "langs"}
	receive(t, &f, form)
	require.False(t, f.Value.News)
	require.Empty(t, f.Value.Langs)
	require.False(t, f.Field("news").Checked)

	receive(t, &f, change("news", "news", "true", "langs", "go", "langs", "c"))
	require.True(t, f.Field("news").Checked)
	require.Equal(t, []string{"go", "c"}, f.Field("langs").Values)
}

// The value of one of two submit buttons is not part of the next submission.
func TestForm_ButtonValueAppliesToOwnSubmit(t *testing.T) {
	var f Form[action]
	form := submit("name", "ann", "action", "delete")
	form.Source = "action"
	receive(t, &f, form)
	require.Equal(t, action{"ann", "delete"}, f.Value)
	receive(t, &f, submit("name", "ann"))
	require.Equal(t, action{"ann", ""}, f.Value)
	receive(t, &f, form)
	require.Equal(t, action{"ann", "delete"}, f.Value)
}

type action struct{ Name, Action string }

// An invalid input in a hidden part of the form still makes the form invalid.
func TestForm_UnsentFieldKeepsError(t *testing.T) {
	var f Form[account]
	f.Value.Items = []line{{Name: "a"}}
	id := f.Field("items[0].id").Name
	receive(t, &f, change("age", "email", "a@b", "password", "12345678", "age", "x", id, "x"))
	require.False(t, receive(t, &f, submit("email", "a@b")))
	require.Equal(t, Errors{"age": "must be a whole number", "items[0].id": "must be a whole number"}, f.Errors)
	f.Value.Age = 3
	require.True(t, receive(t, &f, submit("email", "a@b", id, "1")))
}

// An error of the submit handler stays until the field changes or the form is submitted again.
func TestForm_SubmitErrorStays(t *testing.T) {
	var f Form[account]
	valid := []string{"email", "ann@example.com", "password", "12345678"}
	require.True(t, receive(t, &f, submit(valid...)))
	f.setSubmitErrors(Errors{"email": "is taken", "": "try again later"})

	receive(t, &f, change("password", "email", "ann@example.com", "password", "123456789"))
	require.Equal(t, map[string]string{"email": "is taken", "": "try again later"}, visibleErrors(&f, "email", "password", ""))
	receive(t, &f, change("email", "email", "ann@example.org", "password", "123456789"))
	require.Equal(t, map[string]string{"": "try again later"}, visibleErrors(&f, "email", "password", ""))
	require.True(t, receive(t, &f, submit(valid...)))
	require.Empty(t, visibleErrors(&f, "email", "password", ""))
}

func TestForm_SubmitErrorAfterReset(t *testing.T) {
	f := Form[account]{}
	require.True(t, receive(t, &f, submit("email", "ann@example.com", "password", "12345678")))
	f.Reset()
	f.setSubmitErrors(Errors{"email": "is taken"})
	require.Equal(t, map[string]string{"email": "is taken"}, visibleErrors(&f, "email"))
}

func TestForm_CopyIsIndependent(t *testing.T) {
	var f Form[account]
	receive(t, &f, change("age", "email", "ann", "age", "x", "langs", "go"))
	copied := f
	receive(t, &copied, submit("email", "a@b", "password", "12345678", "age", "3", "langs", "c"))
	copied.setSubmitErrors(Errors{"email": "is taken"})
	require.Equal(t, map[string]string{"age": "must be a whole number"}, visibleErrors(&f, "email", "age", "langs"))
	require.Equal(t, "x", f.Field("age").Value)
	require.Equal(t, []string{"go"}, f.Value.Langs)
}

func TestForm_Reset(t *testing.T) {
	f := Form[account]{ID: "signup"}
	receive(t, &f, submit("email", "ann", "age", "x"))
	f.Reset()
	require.Equal(t, Form[account]{ID: "signup"}, f)
	require.Equal(t, Field{ID: "signup-age", Name: "age"}, f.Field("age"))
}

func TestForm_RefusedDataChangesNothing(t *testing.T) {
	f := Form[account]{Value: account{Email: "ann"}}
	before := f
	_, err := f.decode(change("", append([]string{"email", "bob"}, slices.Repeat([]string{"langs", "go"}, 1001)...)...), false)
	require.EqualError(t, err, "decode form: more than 1,000 entries")
	require.Equal(t, before, f)
}

func TestForm_UnknownFieldPanics(t *testing.T) {
	const names = "email, password, age, news, langs, scores, address.city, items[0].id, items[0].name, items[0].done"
	var f Form[account]
	require.PanicsWithValue(t, `live: live.account has no field "emial"; its fields are `+names, func() { f.Field("emial") })
	require.PanicsWithValue(t, `live: live.account has no field "emial"; its fields are `+names, func() { f.setSubmitErrors(Errors{"emial": "is taken"}) })
}

type (
	trimmed   struct{ Name string }
	unchecked struct{ Name string }
	failing   struct{ Name string }
)

func (v *trimmed) Validate() error {
	v.Name = strings.TrimSpace(v.Name)
	if v.Name == "" {
		return Errors{"name": "must not be empty"}
	}
	return nil
}

func (unchecked) Validate(string) error { return nil }
func (failing) Validate() error         { return errors.New("no connection") }

func TestForm_ValidateMayChangeValue(t *testing.T) {
	var f Form[trimmed]
	require.True(t, receive(t, &f, submit("name", " ann ")))
	require.Equal(t, "ann", f.Value.Name)
	require.Equal(t, "ann", f.Field("name").Value)
}

func TestForm_WrongValidateSignaturePanics(t *testing.T) {
	for range 2 {
		require.PanicsWithValue(t, `live: method Validate of live.unchecked has signature func(string) error; want func() error or func(context.Context) error`,
			func() { new(Form[unchecked]).Bind() })
	}
}

func TestForm_ValidateFailure(t *testing.T) {
	var f Form[failing]
	_, err := f.decode(submit("name", "ann"), false)
	require.NoError(t, err)
	valid, err := f.validate(context.Background(), &Server{})
	require.False(t, valid)
	require.EqualError(t, err, "validate live.failing: no connection")
	require.Equal(t, "ann", f.Value.Name, "the input is kept")
}
