package formstate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPlanner(t *testing.T) {
	p := livetest.Mount(t, New)
	f := p.Form("#trip")
	require.Equal(t, "All is saved.", p.Text("#status"))
	f.Select("country", "Japan")
	require.Equal(t, "You changed country last.", p.Text("#status"))
	require.Equal(t, "Kyoto", f.Value("city"))
	require.Equal(t, 2, p.Count(".unsaved"))
	f.Fill("title", "").Fill("nights", "0")
	require.Equal(t, []string{"Enter a title, or save a draft.", "Stay at least one night."}, p.Texts("[role=alert]:not(:empty)"))
	p.Click("#reset")
	require.Equal(t, "All is saved.", p.Text("#status"))
	require.Equal(t, []string{"Spring", "Italy", "Rome", "3"}, []string{f.Value("title"), f.Value("country"), f.Value("city"), f.Value("nights")})
	require.Zero(t, p.Count(".unsaved"))
	require.Empty(t, p.Texts("[role=alert]:not(:empty)"))

	f.Fill("title", "").Check("flight")
	p.Click("button:contains('Save a draft')")
	require.Equal(t, "Saved a draft of Rome.", p.Text("#status"))
	require.Zero(t, p.Count(".unsaved"))
	f.Submit()
	require.Equal(t, []string{"Enter a title, or save a draft."}, p.Texts("[role=alert]:not(:empty)"))
}

// A browser may send a country that the page does not offer.
func TestPlanner_OtherCountry(t *testing.T) {
	var v *Planner
	p := livetest.Mount(t, func() live.View { v = New().(*Planner); return v })
	p.Form("#trip").Select("country", "Japan")
	v.Form.Value.Country = "Peru"
	require.NoError(t, v.changed(nil, &v.Form))
	require.Equal(t, live.Errors{"city": "Choose a city of the country."}, v.Form.Value.Validate(t.Context()))
}
