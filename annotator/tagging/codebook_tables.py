"""Tables of the codebook: every label with its definition and example, and the decision guide."""

from django.db import models


class CodebookManager(models.Manager["Codebook"]):
    """Finds codebooks by version when fixtures are loaded."""

    def get_by_natural_key(self, version: str) -> "Codebook":
        """Find a codebook by its version."""
        return self.get(version=version)


class Codebook(models.Model):
    """One version of the codebook (SCHEME 7)."""

    version = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    published_on = models.DateField()

    objects = CodebookManager()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def natural_key(self) -> tuple[str]:
        """Return the version."""
        return (self.version,)


class LabelManager(models.Manager["Label"]):
    """Finds labels when fixtures are loaded."""

    def get_by_natural_key(self, version: str, field: str, key: str) -> "Label":
        """Find a label by codebook version, field and key."""
        return self.get(codebook__version=version, field=field, key=key)


class Label(models.Model):
    """One value that a field of the codebook may take, with what an editor needs to choose it."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="labels")
    layer = models.CharField(max_length=2)
    field = models.CharField(max_length=30)
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    definition = models.TextField()
    example = models.TextField(blank=True)
    question = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    is_derived = models.BooleanField(default=False)
    advisory = models.BooleanField(default=False)

    objects = LabelManager()

    class Meta:
        ordering = ["codebook", "layer", "field", "position"]
        constraints = [models.UniqueConstraint(fields=["codebook", "field", "key"], name="label_once_a_codebook")]

    def __str__(self) -> str:
        return f"{self.field}: {self.name}"

    def natural_key(self) -> tuple[str, str, str]:
        """Return codebook version, field and key."""
        return (self.codebook.version, self.field, self.key)


class GuidelineManager(models.Manager["Guideline"]):
    """Finds guidelines when fixtures are loaded."""

    def get_by_natural_key(self, version: str, section: str) -> "Guideline":
        """Find a guideline by codebook version and section."""
        return self.get(codebook__version=version, section=section)


class Guideline(models.Model):
    """One section of the decision guide for editors (SCHEME 8)."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="guidelines")
    section = models.CharField(max_length=4)
    title = models.CharField(max_length=120)
    text = models.TextField()
    position = models.PositiveIntegerField(default=0)

    objects = GuidelineManager()

    class Meta:
        ordering = ["codebook", "position"]
        constraints = [models.UniqueConstraint(fields=["codebook", "section"], name="guideline_once_a_codebook")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        """Return codebook version and section."""
        return (self.codebook.version, self.section)
