"""Texts in other languages: what there is to translate, and the sources of a topic with other words in them."""
