"""The push inbox: an FCM HTTP v1 emulator with a live page of simulated phones, a mail catcher for pushes.

It speaks to Handrail over HTTP alone and imports nothing of it, so that it can stand as an independent judge.
"""
