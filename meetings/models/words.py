"""The vocabulary of the listing: what a mistyped word may have meant."""

from django.db import models


class SearchWord(models.Model):
    """A folded word that some listing has had. Only added to: one that no listing has any more finds nothing."""

    word = models.CharField(max_length=40, primary_key=True)


class WordTrigram(models.Model):
    """Three letters that stand together in a word; a blank marks its ends."""

    # search/vocabulary.py: the words that share most, read from the key alone.
    pk = models.CompositePrimaryKey("trigram", "word")
    trigram = models.CharField(max_length=3)
    word = models.CharField(max_length=40)
