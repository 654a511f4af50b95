"""Country shapes of Europe and its neighbours: Natural Earth, modified (UN view). See LICENSE.txt."""
