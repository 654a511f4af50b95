"""How long spells of peace last, estimated from data: Kaplan-Meier, Cox, Weibull with and without a part that never
fails, and a posterior."""
