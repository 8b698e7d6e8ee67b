import './settings';
import 'payments-widget/element';
import type {} from 'payments-widget/jsx/svelte';
import { mount } from 'svelte';
import Shop from './Shop.svelte';

const target = document.querySelector('#app');
if (target) mount(Shop, { target });
