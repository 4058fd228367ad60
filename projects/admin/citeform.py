"""Link a passage to a record: choose an article, paste its words, say what they state."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import User

from projects.actions.cite import cite, find_quote
from projects.actions.columns import kind_of
from projects.admin.values import read_value
from projects.fields import BY_NAME, fields_of
from projects.models import Citation
from projects.models.citation import Subject

QUALIFIERS = (("exact", "确切"), ("about", "约"), ("over", "超过"), ("up_to", "至多"), ("range", "区间（填下限）"))


class CiteForm(forms.ModelForm):
    """A new citation of ``subject``; saved by :meth:`cite`."""

    field = forms.ChoiceField(label="说明哪一栏")
    value = forms.CharField(
        label="值",
        max_length=300,
        widget=AdminTextInputWidget,
        help_text="例如 15亿元、53亩、2023年2月、崂山区、在建。",
    )
    qualifier = forms.ChoiceField(label="约数", choices=QUALIFIERS, required=False)
    quote = forms.CharField(
        label="引文",
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="从文章页面逐字复制，包括标点。",
    )
    occurrence = forms.IntegerField(
        label="第几处", required=False, min_value=1, help_text="引文在文章中出现多次时填写。"
    )

    class Meta:
        model = Citation
        fields = ("article", "field", "value", "qualifier", "quote", "occurrence")

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        chooser = cast(forms.ChoiceField, self.fields["field"])
        chooser.choices = [(field.name, field.label) for field in fields_of(kind_of(subject))]

    def clean_quote(self) -> str:
        """The words with the line ends of the article, not of the browser."""
        return self.cleaned_data["quote"].replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "field" in cleaned and "value" in cleaned:
            try:
                cleaned["value"] = read_value(BY_NAME[cleaned["field"]], cleaned["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        if "article" in cleaned and "quote" in cleaned:
            try:
                occurrence = cleaned.get("occurrence")
                cleaned["span"] = find_quote(cleaned["article"], cleaned["quote"], occurrence=occurrence)
            except forms.ValidationError as error:
                self.add_error("quote", error)
        if not self.errors:
            self._refuse_twice(cleaned)
        return cleaned

    def _refuse_twice(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned["span"]
        same = Citation.objects.about(self.subject).current().filter(article=cleaned["article"], start=start, end=end)
        if same.filter(field=cleaned["field"], value=cleaned["value"]).exists():
            self.add_error("quote", "这处引文已经关联到这条记录的同一栏。")

    def _post_clean(self) -> None:
        """Nothing is put into the instance: the action makes the row and checks the whole of it."""

    def cite(self, user: User) -> Citation:
        """Write the citation of a valid form."""
        cleaned = self.cleaned_data
        start, end = cleaned["span"]
        return cite(
            cleaned["article"],
            start,
            end,
            subject=self.subject,
            field=cleaned["field"],
            value=cleaned["value"],
            qualifier=cleaned["qualifier"] or "exact",
            user=user,
        )


class CiteFormSet(forms.BaseInlineFormSet):
    """New citations of the record that the page is about."""

    @classmethod
    def get_default_prefix(cls) -> str:
        """Another than that of the list of citations on the same page."""
        return "cite"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Tell each form the record, by whose kind the fields are offered."""
        return {**super().get_form_kwargs(index), "subject": self.instance}

    def cite(self, user: User) -> list[Citation]:
        """Write the citations of the forms that were filled in."""
        return [cast(CiteForm, form).cite(user) for form in self.extra_forms if form.has_changed()]
